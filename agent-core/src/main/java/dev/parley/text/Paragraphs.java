package dev.parley.text;

import java.util.ArrayList;
import java.util.List;

/** The paragraphs of a text: what stands between blank lines. After LiveKit Agents' {@code tokenize_paragraphs}. */
public final class Paragraphs {
    private Paragraphs() {}

    /** The paragraphs without the white space around them; none if there is nothing else. */
    public static List<TextSpan> of(String text) {
        List<TextSpan> paragraphs = new ArrayList<>();
        int start = -1;
        int end = 0;
        int newlines = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                newlines += c == '\n' ? 1 : 0;
                continue;
            }
            if (start >= 0 && newlines >= 2) {
                paragraphs.add(new TextSpan(text.substring(start, end), start, end));
                start = -1;
            }
            start = start < 0 ? i : start;
            end = i + 1;
            newlines = 0;
        }
        if (start >= 0) {
            paragraphs.add(new TextSpan(text.substring(start, end), start, end));
        }
        return paragraphs;
    }
}
