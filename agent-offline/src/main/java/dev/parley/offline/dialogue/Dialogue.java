package dev.parley.offline.dialogue;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A conversation as data: immutable and checked. The format is described in docs/guide/offline-dialogue.md.
 *
 * <p>All of the factories throw a {@link DialogueFormatException} that lists every problem with file, rule and key.
 */
public final class Dialogue {
    private final Parts parts;

    Dialogue(Parts parts) {
        this.parts = parts;
    }

    /**
     * What a dialogue consists of.
     *
     * @param stateHelps what is said in a state when nothing was understood there
     */
    record Parts(
            String name,
            String start,
            Template.Surroundings surroundings,
            Texts texts,
            Map<String, Template> stateHelps,
            List<PatternNode> before,
            List<PatternNode> after,
            Map<String, ValueList> lists,
            Map<String, Phrase> phrases,
            List<Instruction> instructions,
            List<Rule> rules) {
        Parts {
            stateHelps = Map.copyOf(stateHelps);
            before = List.copyOf(before);
            after = List.copyOf(after);
            lists = Map.copyOf(lists);
            phrases = Map.copyOf(phrases);
            instructions = List.copyOf(instructions);
            rules = List.copyOf(rules);
        }
    }

    /** What is said where no rule says it. */
    record Texts(Template greeting, Template help, Template apology, Template withoutTools) {}

    /** What is said when the agent is told to say something and the instruction has one of the words. */
    record Instruction(List<String> when, Template say) {
        Instruction {
            when = List.copyOf(when);
        }
    }

    /** The dialogue in a file; other files that it names are looked for beside it. */
    public static Dialogue file(Path file) {
        return DialogueReader.read(DialogueSource.file(file, Map.of()));
    }

    /**
     * The dialogue in a file.
     *
     * @param files where files that the dialogue names really are; the others are looked for beside it
     */
    public static Dialogue file(Path file, Map<String, Path> files) {
        return DialogueReader.read(DialogueSource.file(file, files));
    }

    /**
     * The dialogue in a resource; other files that it names are resources beside it.
     *
     * @param owner its class loader finds the resource
     * @param resource absolute name without a leading slash, such as {@code order-desk/dialogue.conf}
     */
    public static Dialogue resource(Class<?> owner, String resource) {
        return DialogueReader.read(DialogueSource.resource(owner.getClassLoader(), resource, Map.of()));
    }

    /**
     * The dialogue in a resource.
     *
     * @param files where files that the dialogue names really are, such as a catalogue that people edit; the others are
     *     resources beside it
     */
    public static Dialogue resource(Class<?> owner, String resource, Map<String, Path> files) {
        return DialogueReader.read(DialogueSource.resource(owner.getClassLoader(), resource, files));
    }

    /**
     * A dialogue in memory; it can't name other files.
     *
     * @param name used in error texts in place of the file
     */
    public static Dialogue of(String name, Config data) {
        return DialogueReader.read(DialogueSource.memory(name, data));
    }

    public String name() {
        return parts.name();
    }

    /** All that can be said in any state, as a grammar in JSGF for a recogniser. Free text is left out. */
    public String grammar() {
        return GrammarText.of(parts);
    }

    String start() {
        return parts.start();
    }

    Template.Surroundings surroundings() {
        return parts.surroundings();
    }

    Texts texts() {
        return parts.texts();
    }

    /** What to say when nothing was understood. */
    Template help(String state) {
        return Optional.ofNullable(parts.stateHelps().get(state)).orElse(texts().help());
    }

    List<PatternNode> before() {
        return parts.before();
    }

    List<PatternNode> after() {
        return parts.after();
    }

    List<Instruction> instructions() {
        return parts.instructions();
    }

    List<Rule> rules() {
        return parts.rules();
    }

    ValueList list(String name) {
        return known(parts.lists(), name, "list");
    }

    Phrase phrase(String name) {
        return known(parts.phrases(), name, "phrase");
    }

    private static <T> T known(Map<String, T> parts, String name, String kind) {
        T part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException(kind + ": " + name + " (expected: one that the reader has checked)");
        }
        return part;
    }
}
