package dev.parley.offline.dialogue;

import dev.parley.offline.dialogue.PatternNode.Choice;
import dev.parley.offline.dialogue.PatternNode.Digits;
import dev.parley.offline.dialogue.PatternNode.FreeText;
import dev.parley.offline.dialogue.PatternNode.Literal;
import dev.parley.offline.dialogue.PatternNode.Maybe;
import dev.parley.offline.dialogue.PatternNode.OneOf;
import dev.parley.offline.dialogue.PatternNode.PhraseOf;
import dev.parley.offline.dialogue.PatternNode.Sequence;
import dev.parley.offline.dialogue.PatternNode.Slot;
import dev.parley.offline.dialogue.PatternNode.WholeNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A dialogue's patterns as a grammar in JSGF. */
final class GrammarText {
    /** "Oh" sounds like the end of so many words that it must be told apart from them by being rare. */
    private static final String DIGIT = "<digit> = /1/ zero | /0.02/ oh | "
            + SpokenNumbers.ONES.stream().map(one -> "/1/ " + one).collect(Collectors.joining(" | "))
            + " | /0.5/ double <one>;\n";

    private static final String NUMBER = "<number> = <one> | " + String.join(" | ", SpokenNumbers.TEENS) + " | ("
            + String.join(" | ", SpokenNumbers.TENS) + ") [<one>];\n";

    private final Dialogue.Parts dialogue;

    private GrammarText(Dialogue.Parts dialogue) {
        this.dialogue = dialogue;
    }

    static String of(Dialogue.Parts dialogue) {
        return new GrammarText(dialogue).write();
    }

    private String write() {
        StringBuilder text = new StringBuilder("#JSGF V1.0;\n\ngrammar dialogue;\n\n");
        text.append("<one> = ").append(String.join(" | ", SpokenNumbers.ONES)).append(";\n");
        text.append(NUMBER).append(DIGIT);
        new TreeMap<>(dialogue.lists()).forEach((name, list) -> text.append(rule("list_" + name, values(list))));
        new TreeMap<>(dialogue.phrases())
                .forEach((name, phrase) -> text.append(rule("phrase_" + name, patterns(phrase.hear()))));
        text.append(edge("before", dialogue.before())).append(edge("after", dialogue.after()));
        Set<String> written = new TreeSet<>();
        for (Rule rule : dialogue.rules()) {
            for (String pattern : patterns(rule.hear())) {
                written.add(pattern);
            }
        }
        text.append("public ").append(rule("sentence", List.of(sentence(written))));
        return text.toString();
    }

    private String sentence(Set<String> patterns) {
        String any = "(" + String.join("\n  | ", patterns) + ")";
        return (dialogue.before().isEmpty() ? "" : "[<before>] ")
                + any
                + (dialogue.after().isEmpty() ? "" : " [<after>]");
    }

    private String edge(String name, List<PatternNode> patterns) {
        return patterns.isEmpty() ? "" : rule(name, patterns(patterns));
    }

    private static String rule(String name, List<String> options) {
        return "<" + name + "> = " + String.join(" | ", options) + ";\n";
    }

    private List<String> patterns(List<PatternNode> patterns) {
        return patterns.stream().filter(this::canBeSpoken).map(this::write).toList();
    }

    private boolean canBeSpoken(PatternNode node) {
        if (node instanceof Sequence sequence) {
            return sequence.parts().stream().allMatch(this::canBeSpoken);
        }
        if (node instanceof Choice choice) {
            return choice.options().stream().anyMatch(this::canBeSpoken);
        }
        if (node instanceof Slot slot && slot.type() instanceof PhraseOf phrase) {
            Phrase found = dialogue.phrases().get(phrase.phrase());
            return found != null && found.hear().stream().anyMatch(this::canBeSpoken);
        }
        return !(node instanceof Slot slot && slot.type() instanceof FreeText);
    }

    private String write(PatternNode node) {
        if (node instanceof Literal literal) {
            return spoken(literal);
        }
        if (node instanceof Sequence sequence) {
            return sequence.parts().stream()
                    .map(this::write)
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(" "));
        }
        if (node instanceof Choice choice) {
            return "(" + String.join(" | ", patterns(choice.options())) + ")";
        }
        if (node instanceof Maybe maybe) {
            return canBeSpoken(maybe.part()) ? "[" + write(maybe.part()) + "]" : "";
        }
        return slot(((Slot) node).type());
    }

    private static String slot(PatternNode.SlotType type) {
        if (type instanceof OneOf oneOf) {
            return "<list_" + oneOf.list() + ">";
        }
        if (type instanceof WholeNumber) {
            return "<number>";
        }
        if (type instanceof Digits digits) {
            return digits(digits);
        }
        PhraseOf phrase = (PhraseOf) type;
        String once = "<phrase_" + phrase.phrase() + ">";
        return phrase.repeated() ? once + " ([and] " + once + ")*" : once;
    }

    /** A doubled digit is one word pair but two digits, so half as many pairs already may do. */
    private static String digits(Digits digits) {
        if (digits.most() <= 4) {
            List<String> more = IntStream.range(digits.least(), digits.most())
                    .mapToObj(i -> "[<digit>]")
                    .toList();
            return String.join(
                            " ",
                            IntStream.range(0, digits.least())
                                    .mapToObj(i -> "<digit>")
                                    .toList())
                    + (more.isEmpty() ? "" : " " + String.join(" ", more));
        }
        int sure = Math.min(3, digits.least());
        return String.join(
                        " ", IntStream.range(0, sure).mapToObj(i -> "<digit>").toList()) + " <digit>*";
    }

    private static List<String> values(ValueList list) {
        return list.forms().stream()
                .map(form -> spoken(form.words()))
                .distinct()
                .toList();
    }

    private static String spoken(List<String> words) {
        List<String> spoken = new ArrayList<>();
        for (String word : words) {
            spoken.add(Character.isDigit(word.charAt(0)) ? figures(word) : word);
        }
        return String.join(" ", spoken);
    }

    private static String spoken(Literal literal) {
        if (Character.isDigit(literal.word().charAt(0))) {
            return figures(literal.word());
        }
        String kept = literal.spoken()
                .toLowerCase(Locale.ROOT)
                .replace('\u2019', '\'')
                .replaceAll("[^a-z']", "");
        return Words.of(kept).equals(List.of(literal.word())) ? kept : literal.word();
    }

    private static String figures(String word) {
        return word.length() <= 3
                ? String.join(" ", SpokenNumbers.inWords(Integer.parseInt(word)))
                : word.chars()
                        .mapToObj(c -> SpokenNumbers.inWords(c - '0').get(0))
                        .collect(Collectors.joining(" "));
    }
}
