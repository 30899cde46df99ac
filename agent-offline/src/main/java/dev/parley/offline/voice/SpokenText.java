package dev.parley.offline.voice;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes out for a voice what is read otherwise than it is spelt: money, telephone numbers, symbols. */
final class SpokenText {
    private static final Pattern MONEY =
            Pattern.compile("([$\u20ac\u00a3])\\s?(\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.(\\d{2}))?(?!\\d)");
    private static final Pattern GROUPED = Pattern.compile("\\+?\\b\\d{2,4}(?:[- ]\\d{2,4}){1,5}\\b");
    private static final Pattern LONG_NUMBER = Pattern.compile("\\b(?:0\\d{2,}|\\d{7,})\\b");
    private static final Map<String, List<String>> CURRENCIES = Map.of(
            "$", List.of("dollar", "dollars", "cent", "cents"),
            "\u20ac", List.of("euro", "euros", "cent", "cents"),
            "\u00a3", List.of("pound", "pounds", "penny", "pence"));
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private SpokenText() {}

    static String of(String text) {
        String spoken = MONEY.matcher(text).replaceAll(match -> Matcher.quoteReplacement(money(match)));
        spoken = GROUPED.matcher(spoken).replaceAll(match -> digits(match.group()));
        spoken = LONG_NUMBER.matcher(spoken).replaceAll(match -> digits(match.group()));
        return spoken.replace("%", " percent ")
                .replace("&", " and ")
                .replaceAll("[\u2018\u2019]", "'")
                .replaceAll("[*_#`~<>|\\\\{}\\[\\]\"\u201c\u201d]", " ")
                .replaceAll("\\s+", " ")
                .trim();
    }

    /** Whole sentences, so that the first can be heard before the last is made. */
    static List<String> sentences(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(text);
        List<String> sentences = new ArrayList<>();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            String sentence = text.substring(from, to).trim();
            if (sentence.chars().anyMatch(Character::isLetterOrDigit)) {
                sentences.add(sentence);
            }
            from = to;
        }
        return List.copyOf(sentences);
    }

    private static String money(MatchResult match) {
        List<String> names = CURRENCIES.getOrDefault(match.group(1), List.of());
        String whole = match.group(2).replace(",", "");
        String cents = match.group(3) == null ? "00" : match.group(3);
        String spoken = whole + " " + names.get(whole.equals("1") ? 0 : 1);
        if (cents.equals("00")) {
            return spoken;
        }
        String small = Integer.valueOf(cents) + " " + names.get(cents.equals("01") ? 2 : 3);
        return whole.equals("0") ? small : spoken + " and " + small;
    }

    /** One by one, with a comma, which is a pause, between groups. */
    private static String digits(String figures) {
        StringBuilder spoken = new StringBuilder();
        for (int i = 0; i < figures.length(); i++) {
            char c = figures.charAt(i);
            if (Character.isDigit(c)) {
                spoken.append(DIGITS.get(c - '0')).append(' ');
            } else if (c != '+' && !spoken.isEmpty()) {
                spoken.setLength(spoken.length() - 1);
                spoken.append(", ");
            }
        }
        return spoken.toString().trim();
    }
}
