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
import dev.parley.offline.dialogue.PatternNode.SlotType;
import dev.parley.offline.dialogue.PatternNode.WholeNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a pattern such as {@code (what is|what's) the price of [the|a] {product}}. */
final class PatternParser {
    private static final int MOST_DIGITS = 20;
    private static final Pattern SLOT = Pattern.compile(
            "([a-z][a-z0-9_-]*)(?::([a-z][a-z0-9_-]*))?(\\+)?" + "(?:\\((\\d{1,2})(?:-(\\d{1,2}))?\\))?");

    private final String text;
    private final Set<String> lists;
    private final Set<String> phrases;
    private int at;

    private PatternParser(String text, Set<String> lists, Set<String> phrases) {
        this.text = text;
        this.lists = lists;
        this.phrases = phrases;
    }

    /** @throws IllegalArgumentException naming the place in the pattern and what was expected there */
    static PatternNode parse(String text, Set<String> lists, Set<String> phrases) {
        PatternParser parser = new PatternParser(text, lists, phrases);
        PatternNode node = parser.choice();
        if (parser.at < text.length()) {
            throw parser.unexpected("an opening bracket before it");
        }
        return node;
    }

    private PatternNode choice() {
        List<PatternNode> options = new ArrayList<>();
        options.add(sequence());
        while (peek() == '|') {
            at++;
            options.add(sequence());
        }
        return options.size() == 1 ? options.get(0) : new Choice(List.copyOf(options));
    }

    private PatternNode sequence() {
        List<PatternNode> parts = new ArrayList<>();
        while (true) {
            char next = peek();
            if (next == '(' || next == '[') {
                parts.add(bracket(next));
            } else if (next == '{') {
                parts.add(slot());
            } else if (next == '|' || next == ')' || next == ']' || next == 0) {
                break;
            } else {
                parts.addAll(literals());
            }
        }
        if (parts.isEmpty()) {
            throw unexpected("a word, a slot or a bracket");
        }
        return parts.size() == 1 ? parts.get(0) : new Sequence(List.copyOf(parts));
    }

    private PatternNode bracket(char opening) {
        char closing = opening == '(' ? ')' : ']';
        at++;
        PatternNode inner = choice();
        if (peek() != closing) {
            throw unexpected("'" + closing + "'");
        }
        at++;
        return opening == '(' ? inner : new Maybe(inner);
    }

    private List<PatternNode> literals() {
        int from = at;
        while (at < text.length() && "()[]{}| \t\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String spoken = text.substring(from, at);
        List<String> words = Words.of(spoken);
        if (words.isEmpty()) {
            at = from;
            throw unexpected("a word of letters a to z or figures");
        }
        return words.size() == 1
                ? List.of(new Literal(words.get(0), spoken))
                : words.stream()
                        .<PatternNode>map(word -> new Literal(word, word))
                        .toList();
    }

    private PatternNode slot() {
        int close = text.indexOf('}', at);
        Matcher matcher = SLOT.matcher(close < 0 ? "" : text.substring(at + 1, close));
        if (!matcher.matches()) {
            throw unexpected("a slot: {name}, {name:type}, {name:digits(5-15)} or {phrase+}");
        }
        String name = matcher.group(1);
        String type = matcher.group(2) == null ? name : matcher.group(2);
        SlotType found = type(type, matcher);
        at = close + 1;
        return new Slot(name, found);
    }

    private SlotType type(String type, Matcher matcher) {
        if (matcher.group(3) != null && !phrases.contains(type)) {
            throw unexpected("a phrase before '+', one of " + phrases);
        }
        if (type.equals("number")) {
            return new WholeNumber();
        }
        if (type.equals("text")) {
            return new FreeText();
        }
        if (type.equals("digits")) {
            return digits(matcher);
        }
        if (lists.contains(type)) {
            return new OneOf(type);
        }
        if (phrases.contains(type)) {
            return new PhraseOf(type, matcher.group(3) != null);
        }
        throw unexpected("a type: number, digits, text, a list " + lists + " or a phrase " + phrases);
    }

    private SlotType digits(Matcher matcher) {
        int least = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
        int most = matcher.group(5) == null
                ? matcher.group(4) == null ? MOST_DIGITS : least
                : Integer.parseInt(matcher.group(5));
        if (least < 1 || most < least || most > MOST_DIGITS) {
            throw unexpected("digits from 1 to " + MOST_DIGITS + ", the lesser number first");
        }
        return new Digits(least, most);
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException unexpected(String expected) {
        String there = at < text.length() ? "'" + text.substring(at) + "'" : "its end";
        return new IllegalArgumentException("pattern: " + text + ", at " + there + " (expected: " + expected + ")");
    }
}
