package dev.parley.offline.dialogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The values that a slot of this list may have, with the ways to say each.
 *
 * @param forms the longest first, so that "ice cream cake" isn't heard as "ice cream"
 */
record ValueList(List<Form> forms) {
    ValueList {
        forms = forms.stream()
                .sorted(Comparator.comparingInt((Form form) -> -form.words().size()))
                .toList();
    }

    /** One way to say a value. */
    record Form(List<String> words, String value) {}

    /** All ways to say one value: itself, others, and the plural of each if wanted. */
    static List<Form> formsOf(String value, List<String> also, Plurals plurals) {
        Set<List<String>> ways = new LinkedHashSet<>();
        ways.add(Words.of(value));
        also.forEach(other -> ways.add(Words.of(other)));
        if (plurals == Plurals.ADDED) {
            for (List<String> way : List.copyOf(ways)) {
                if (!way.isEmpty()) {
                    ways.add(plural(way));
                }
            }
        }
        List<Form> forms = new ArrayList<>();
        ways.stream().filter(way -> !way.isEmpty()).forEach(way -> forms.add(new Form(way, value)));
        return forms;
    }

    /** Whether plurals of the values are understood too. */
    enum Plurals {
        ADDED,
        NONE
    }

    private static List<String> plural(List<String> words) {
        List<String> plural = new ArrayList<>(words);
        int last = words.size() - 1;
        plural.set(last, plural(words.get(last)));
        return List.copyOf(plural);
    }

    /** The plural of an English word by its ending. */
    static String plural(String word) {
        if (word.matches(".*[^aeiou]y")) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return word.matches(".*(s|x|z|ch|sh)") ? word + "es" : word + "s";
    }
}
