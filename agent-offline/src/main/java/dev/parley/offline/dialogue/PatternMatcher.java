package dev.parley.offline.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.offline.dialogue.PatternNode.Choice;
import dev.parley.offline.dialogue.PatternNode.Digits;
import dev.parley.offline.dialogue.PatternNode.Literal;
import dev.parley.offline.dialogue.PatternNode.Maybe;
import dev.parley.offline.dialogue.PatternNode.OneOf;
import dev.parley.offline.dialogue.PatternNode.PhraseOf;
import dev.parley.offline.dialogue.PatternNode.Sequence;
import dev.parley.offline.dialogue.PatternNode.Slot;
import dev.parley.offline.dialogue.PatternNode.WholeNumber;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries patterns on what was said. A pattern must cover all of it; where several readings do, the first one counts:
 * earlier alternatives before later, optional parts present before absent, numbers long before short.
 *
 * <p>One matcher serves one sentence. It goes back and forth at most {@value #STEPS} times, which no reasonable pattern
 * comes near to; a sentence that needs more isn't understood.
 */
final class PatternMatcher {
    static final int STEPS = 200_000;

    private final Dialogue dialogue;
    private final List<String> words;
    private int steps;

    PatternMatcher(Dialogue dialogue, List<String> words) {
        this.dialogue = dialogue;
        this.words = words;
    }

    /** What goes on behind a piece that has been matched; null if it doesn't. */
    private interface Rest {
        @Nullable Bindings from(int at, Bindings bindings);
    }

    /** The slots, if the pattern says these words, with or without the dialogue's words before and after. */
    Optional<ObjectNode> match(PatternNode pattern) {
        steps = 0;
        Rest end = (at, found) -> at == words.size() ? found : null;
        Rest after = (at, found) -> optional(dialogue.after(), at, found, end);
        Rest whole = (at, found) -> match(pattern, at, found, after);
        return Optional.ofNullable(optional(dialogue.before(), 0, Bindings.NONE, whole))
                .map(Bindings::toObject);
    }

    private @Nullable Bindings optional(List<PatternNode> options, int at, Bindings bindings, Rest rest) {
        Bindings without = rest.from(at, bindings);
        if (without != null) {
            return without;
        }
        for (PatternNode option : options) {
            Bindings found = match(option, at, bindings, rest);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Bindings match(PatternNode node, int at, Bindings bindings, Rest rest) {
        if (++steps > STEPS) {
            return null;
        }
        if (node instanceof Literal literal) {
            return at < words.size() && words.get(at).equals(literal.word()) ? rest.from(at + 1, bindings) : null;
        }
        if (node instanceof Sequence sequence) {
            return sequence(sequence.parts(), 0, at, bindings, rest);
        }
        if (node instanceof Choice choice) {
            return choice(choice.options(), at, bindings, rest);
        }
        if (node instanceof Maybe maybe) {
            Bindings present = match(maybe.part(), at, bindings, rest);
            return present != null ? present : rest.from(at, bindings);
        }
        return slot((Slot) node, at, bindings, rest);
    }

    private @Nullable Bindings sequence(List<PatternNode> parts, int next, int at, Bindings bindings, Rest rest) {
        return next == parts.size()
                ? rest.from(at, bindings)
                : match(parts.get(next), at, bindings, (end, found) -> sequence(parts, next + 1, end, found, rest));
    }

    private @Nullable Bindings choice(List<PatternNode> options, int at, Bindings bindings, Rest rest) {
        for (PatternNode option : options) {
            Bindings found = match(option, at, bindings, rest);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Bindings slot(Slot slot, int at, Bindings bindings, Rest rest) {
        if (slot.type() instanceof OneOf oneOf) {
            return value(slot.name(), dialogue.list(oneOf.list()), at, bindings, rest);
        }
        if (slot.type() instanceof WholeNumber) {
            for (SpokenNumbers.Read<Integer> read : SpokenNumbers.numbers(words, at)) {
                Bindings found = rest.from(read.end(), bindings.with(slot.name(), IntNode.valueOf(read.value())));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        if (slot.type() instanceof Digits digits) {
            return digits(slot.name(), digits, at, bindings, rest);
        }
        if (slot.type() instanceof PhraseOf phrase) {
            return phrase(slot.name(), phrase, at, bindings, rest);
        }
        return freeText(slot.name(), at, bindings, rest);
    }

    private @Nullable Bindings value(String name, ValueList list, int at, Bindings bindings, Rest rest) {
        for (ValueList.Form form : list.forms()) {
            int end = at + form.words().size();
            if (end <= words.size() && words.subList(at, end).equals(form.words())) {
                Bindings found = rest.from(end, bindings.with(name, TextNode.valueOf(form.value())));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Bindings digits(String name, Digits type, int at, Bindings bindings, Rest rest) {
        for (SpokenNumbers.Read<String> read : SpokenNumbers.digits(words, at)) {
            int length = read.value().length();
            if (length >= type.least() && length <= type.most()) {
                Bindings found = rest.from(read.end(), bindings.with(name, TextNode.valueOf(read.value())));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Bindings freeText(String name, int at, Bindings bindings, Rest rest) {
        for (int end = at + 1; end <= words.size(); end++) {
            JsonNode text = TextNode.valueOf(String.join(" ", words.subList(at, end)));
            Bindings found = rest.from(end, bindings.with(name, text));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Bindings phrase(String name, PhraseOf type, int at, Bindings bindings, Rest rest) {
        Phrase phrase = dialogue.phrase(type.phrase());
        for (PatternNode pattern : phrase.hear()) {
            Bindings found = match(pattern, at, Bindings.NONE, (end, row) -> {
                Bindings with = bindings.withRow(name, phrase.row(row));
                Bindings more = type.repeated() ? another(name, type, end, with, rest) : null;
                return more != null ? more : rest.from(end, with);
            });
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Bindings another(String name, PhraseOf type, int at, Bindings bindings, Rest rest) {
        if (at >= words.size()) {
            return null;
        }
        boolean and = words.get(at).equals("and");
        return phrase(name, type, and ? at + 1 : at, bindings, rest);
    }
}
