package dev.parley.offline.dialogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and checks a dialogue's data; all problems are gathered before one exception tells them. */
final class DialogueReader {
    private static final Set<String> KEYS = Set.of(
            "name",
            "start",
            "currency",
            "greeting",
            "help",
            "apology",
            "without-tools",
            "before",
            "after",
            "lists",
            "phrases",
            "templates",
            "states",
            "instructions",
            "rules");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> problems = new ArrayList<>();
    private final Section root;
    private final Map<String, ValueList> lists;
    private final Set<String> phraseNames;
    private final Set<String> templateNames;
    private final Set<String> stateNames;
    private final String start;

    private DialogueReader(DialogueSource source, ConfigObject data) {
        root = new Section(source.name() + ":", data, problems).only(KEYS);
        lists = new ListReader(source).read(root);
        phraseNames = root.entries("phrases").keySet();
        templateNames = root.entries("templates").keySet();
        start = root.text("start").orElse("start");
        stateNames = new HashSet<>(root.entries("states").keySet());
        stateNames.add(start);
    }

    static Dialogue read(DialogueSource source) {
        try {
            DialogueReader reader = new DialogueReader(source, source.dialogue().root());
            Dialogue.Parts parts = reader.parts(source.name());
            if (!reader.problems.isEmpty()) {
                throw new DialogueFormatException(reader.problems);
            }
            return new Dialogue(parts);
        } catch (IOException | ConfigException e) {
            throw new DialogueFormatException(List.of(source.name() + ": can't be read: " + e.getMessage()
                    + " (expected: HOCON or JSON, see docs/guide/offline-dialogue.md)"));
        }
    }

    private Dialogue.Parts parts(String sourceName) {
        if (!root.has("rules")) {
            root.problem("rules", "missing", "a list of at least one rule");
        }
        return new Dialogue.Parts(
                root.text("name").orElse(sourceName),
                start,
                new Template.Surroundings(root.text("currency").orElse("$"), templates()),
                texts(),
                stateHelps(),
                patterns(root, "before"),
                patterns(root, "after"),
                lists,
                phrases(),
                instructions(),
                rules());
    }

    private Dialogue.Texts texts() {
        return new Dialogue.Texts(
                template(root, "greeting").orElse(new Template("Hello. How can I help you?")),
                template(root, "help").orElse(new Template("Sorry, I didn't understand. Could you say that again?")),
                template(root, "apology").orElse(new Template("Sorry, that didn't work. Please try again.")),
                template(root, "without-tools").orElse(new Template("Sorry, I can't look that up right now.")));
    }

    private Map<String, Template> templates() {
        Map<String, Template> templates = new HashMap<>();
        root.entries("templates").forEach((name, value) -> {
            if (value.valueType() == ConfigValueType.STRING) {
                templates.put(name, checked(root, "templates." + name, (String) value.unwrapped()));
            } else {
                root.problem("templates." + name, value.unwrapped(), "a text");
            }
        });
        return templates;
    }

    private Map<String, Template> stateHelps() {
        Map<String, Template> helps = new HashMap<>();
        root.sections("states")
                .forEach((name, section) ->
                        template(section.only(Set.of("help")), "help").ifPresent(help -> helps.put(name, help)));
        return helps;
    }

    private Map<String, Phrase> phrases() {
        Map<String, Phrase> phrases = new HashMap<>();
        root.sections("phrases").forEach((name, section) -> {
            section.only(Set.of("hear", "defaults"));
            ObjectNode defaults = JsonNodeFactory.instance.objectNode();
            section.entries("defaults")
                    .forEach((slot, value) -> defaults.set(slot, JSON.valueToTree(value.unwrapped())));
            List<PatternNode> hear =
                    section.parsed("hear", text -> PatternParser.parse(text, lists.keySet(), Set.of()));
            if (hear.isEmpty()) {
                section.problem("hear", "no pattern", "at least one");
            }
            phrases.put(name, new Phrase(hear, defaults));
        });
        return phrases;
    }

    private List<Dialogue.Instruction> instructions() {
        List<Dialogue.Instruction> instructions = new ArrayList<>();
        for (Section item : root.items("instructions", "")) {
            item.only(Set.of("when", "say"));
            List<String> when = item.texts("when");
            template(item, "say")
                    .ifPresentOrElse(
                            say -> instructions.add(new Dialogue.Instruction(when, say)),
                            () -> item.problem("say", "missing", "what to say"));
        }
        return instructions;
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section item : root.items("rules", "")) {
            Section section = item.text("name")
                    .map(name -> item.named("\"" + name + "\""))
                    .orElse(item);
            String name = section.text("name").orElse("");
            if (name.isEmpty() || !names.add(name)) {
                section.problem("name", name.isEmpty() ? "missing" : name, "a name that no other rule has");
            }
            rules.add(rule(name, section));
        }
        return rules;
    }

    private Rule rule(String name, Section section) {
        section.only(Set.of("name", "in", "hear", "call", "meanwhile", "reply", "failed", "then"));
        Set<String> states = new HashSet<>(section.texts("in"));
        states.forEach(state -> checkState(section, "in", state));
        List<PatternNode> hear = patterns(section, "hear");
        if (!section.has("hear")) {
            section.problem("hear", "missing", "at least one pattern");
        }
        List<Rule.Call> calls = new ArrayList<>();
        section.items("call", "tool").forEach(call -> calls.add(call(call)));
        List<Rule.Reply> replies = new ArrayList<>();
        section.items("reply", "say").forEach(reply -> replies.add(reply(reply)));
        if (replies.isEmpty()) {
            section.problem("reply", "missing", "what to say");
        } else if (!replies.get(replies.size() - 1).when().isEmpty()) {
            section.problem(
                    "reply", "every branch has a condition", "a last one without, so that there is always an answer");
        }
        return new Rule(
                name,
                states,
                hear,
                calls,
                template(section, "meanwhile"),
                replies,
                template(section, "failed"),
                state(section));
    }

    private Rule.Call call(Section section) {
        section.only(Set.of("tool", "each", "when", "with"));
        String tool = section.text("tool").orElse("");
        if (!tool.matches("[a-zA-Z0-9_-]{1,64}")) {
            section.problem(
                    "tool", tool.isEmpty() ? "missing" : tool, "a tool's name: 1 to 64 letters, digits, '_' or '-'");
        }
        Optional<String> each = section.text("each");
        each.filter(phrase -> !phraseNames.contains(phrase))
                .ifPresent(phrase -> section.problem("each", phrase, "a phrase, one of " + phraseNames));
        Map<String, Rule.Argument> arguments = new LinkedHashMap<>();
        section.inOrder("with").forEach((name, value) -> arguments.put(name, argument(section, "with." + name, value)));
        return new Rule.Call(tool, each, conditions(section), arguments);
    }

    private Rule.Argument argument(Section section, String key, ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? new Rule.Argument(checked(section, key, (String) value.unwrapped()), Optional.empty())
                : new Rule.Argument(new Template(""), Optional.of(JSON.valueToTree(value.unwrapped())));
    }

    private Rule.Reply reply(Section section) {
        section.only(Set.of("when", "say", "then"));
        List<Template> say = section.texts("say").stream()
                .map(text -> checked(section, "say", text))
                .toList();
        if (say.isEmpty()) {
            section.problem("say", "missing", "what to say");
        }
        return new Rule.Reply(conditions(section), say, state(section));
    }

    private static List<Condition> conditions(Section section) {
        return section.parsed("when", Condition::parse);
    }

    private Optional<String> state(Section section) {
        Optional<String> then = section.text("then");
        then.ifPresent(state -> checkState(section, "then", state));
        return then;
    }

    private void checkState(Section section, String key, String state) {
        if (!stateNames.contains(state)) {
            section.problem(
                    key,
                    state,
                    "a state, one of " + stateNames.stream().sorted().toList());
        }
    }

    private List<PatternNode> patterns(Section section, String key) {
        return section.parsed(key, text -> PatternParser.parse(text, lists.keySet(), phraseNames));
    }

    private Optional<Template> template(Section section, String key) {
        return section.text(key).map(text -> checked(section, key, text));
    }

    private Template checked(Section section, String key, String text) {
        Template template = new Template(text);
        template.faults(templateNames).forEach(fault -> problems.add(section.at(key) + ": " + fault));
        return template;
    }
}
