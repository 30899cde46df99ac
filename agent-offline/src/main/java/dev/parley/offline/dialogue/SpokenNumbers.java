package dev.parley.offline.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Numbers and strings of digits, in figures and as people say them. */
final class SpokenNumbers {
    static final List<String> ONES = List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    static final List<String> TEENS = List.of(
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    static final List<String> TENS =
            List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
    private static final Map<String, Integer> TIMES = Map.of("double", 2, "triple", 3);

    private SpokenNumbers() {}

    /** Something that was read, and the place behind its last word. */
    record Read<T>(T value, int end) {}

    /** The whole numbers from 0 to 999 that may be meant from here on, the longest reading first. */
    static List<Read<Integer>> numbers(List<String> words, int from) {
        List<Read<Integer>> readings = new ArrayList<>();
        String word = wordAt(words, from);
        if (isFigures(word) && word.length() <= 9) {
            readings.add(new Read<>(Integer.valueOf(word), from + 1));
            return readings;
        }
        if (word.equals("zero")) {
            readings.add(new Read<>(0, from + 1));
        }
        addDozens(words, from, readings);
        Read<Integer> small = belowHundred(words, from);
        if (small.end() > from) {
            addHundreds(words, small, readings);
            readings.add(small);
            if (small.value() > 20 && small.value() % 10 != 0) {
                readings.add(new Read<>(small.value() / 10 * 10, from + 1));
            }
        }
        return readings;
    }

    private static void addDozens(List<String> words, int from, List<Read<Integer>> readings) {
        String first = wordAt(words, from);
        boolean article = first.equals("a");
        if (first.equals("dozen") || (article && wordAt(words, from + 1).equals("dozen"))) {
            readings.add(new Read<>(12, article ? from + 2 : from + 1));
        }
        if (first.equals("half")
                && wordAt(words, from + 1).equals("a")
                && wordAt(words, from + 2).equals("dozen")) {
            readings.add(new Read<>(6, from + 3));
        }
    }

    private static void addHundreds(List<String> words, Read<Integer> hundreds, List<Read<Integer>> readings) {
        if (hundreds.value() > 9 || !wordAt(words, hundreds.end()).equals("hundred")) {
            return;
        }
        int at = hundreds.end() + 1;
        int rest = wordAt(words, at).equals("and") ? at + 1 : at;
        Read<Integer> small = belowHundred(words, rest);
        if (small.end() > rest) {
            readings.add(new Read<>(hundreds.value() * 100 + small.value(), small.end()));
        }
        readings.add(new Read<>(hundreds.value() * 100, at));
    }

    /** 1 to 99; its end is where it began if there is none. */
    private static Read<Integer> belowHundred(List<String> words, int from) {
        String word = wordAt(words, from);
        int ten = TENS.indexOf(word);
        if (ten >= 0) {
            int one = ONES.indexOf(wordAt(words, from + 1));
            return one >= 0 ? new Read<>(20 + 10 * ten + one + 1, from + 2) : new Read<>(20 + 10 * ten, from + 1);
        }
        int teen = TEENS.indexOf(word);
        if (teen >= 0) {
            return new Read<>(10 + teen, from + 1);
        }
        int one = ONES.indexOf(word);
        return one >= 0 ? new Read<>(one + 1, from + 1) : new Read<>(0, from);
    }

    /** The digits said from here on, in each length that ends with a word, the longest first. */
    static List<Read<String>> digits(List<String> words, int from) {
        List<Read<String>> readings = new ArrayList<>();
        StringBuilder digits = new StringBuilder();
        int at = from;
        while (at < words.size()) {
            int end = appendDigits(words, at, digits);
            if (end == at) {
                break;
            }
            at = end;
            readings.add(0, new Read<>(digits.toString(), at));
        }
        return readings;
    }

    private static int appendDigits(List<String> words, int at, StringBuilder digits) {
        String word = words.get(at);
        if (isFigures(word)) {
            digits.append(word);
            return at + 1;
        }
        Integer times = TIMES.get(word);
        OptionalInt digit = digit(wordAt(words, times == null ? at : at + 1));
        if (digit.isPresent()) {
            digits.append(String.valueOf(digit.getAsInt()).repeat(times == null ? 1 : times));
            return times == null ? at + 1 : at + 2;
        }
        Read<Integer> number = belowHundred(words, at);
        if (number.end() > at) {
            digits.append(number.value());
        }
        return number.end();
    }

    private static OptionalInt digit(String word) {
        if (word.equals("zero") || word.equals("oh") || word.equals("o") || word.equals("nought")) {
            return OptionalInt.of(0);
        }
        if (isFigures(word) && word.length() == 1) {
            return OptionalInt.of(word.charAt(0) - '0');
        }
        int one = ONES.indexOf(word);
        return one >= 0 ? OptionalInt.of(one + 1) : OptionalInt.empty();
    }

    /** A whole number from 0 to 999 in words, as it is said. */
    static List<String> inWords(int number) {
        if (number == 0) {
            return List.of("zero");
        }
        List<String> words = new ArrayList<>();
        if (number >= 100) {
            words.add(ONES.get(number / 100 - 1));
            words.add("hundred");
        }
        int rest = number % 100;
        if (rest >= 20) {
            words.add(TENS.get(rest / 10 - 2));
            rest %= 10;
        } else if (rest >= 10) {
            words.add(TEENS.get(rest - 10));
            rest = 0;
        }
        if (rest > 0) {
            words.add(ONES.get(rest - 1));
        }
        return words;
    }

    private static boolean isFigures(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String wordAt(List<String> words, int at) {
        return at < words.size() ? words.get(at) : "";
    }
}
