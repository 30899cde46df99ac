package dev.parley.text;

import java.util.List;

/**
 * Cuts a streamed text behind words as it comes, for those who want it as soon as it is written: what a word could still go on
 * with is held back. Not thread-safe; one per text.
 */
public final class WordStream {
    private static final int LONGEST = 500;

    private final StringBuilder pending = new StringBuilder();

    /** Takes more of the text; gives all words that are complete in one piece, with the white space behind them. */
    public List<String> accept(String delta) {
        pending.append(delta);
        int end = pending.length();
        while (end > 0 && end <= LONGEST && !endsWord(pending.charAt(end - 1))) {
            end--;
        }
        String words = pending.substring(0, end);
        if (words.isBlank()) {
            return List.of();
        }
        pending.delete(0, end);
        return List.of(words);
    }

    /** Ends the text; gives what is left, empty or blank if there is nothing to say. */
    public String flush() {
        String rest = pending.toString();
        pending.setLength(0);
        return rest;
    }

    /** White space, and what is written without it. */
    private static boolean endsWord(char c) {
        return Character.isWhitespace(c)
                || Character.isIdeographic(c)
                || (c >= '\u3000' && c <= '\u30ff')
                || (c >= '\uff00' && c <= '\uff65');
    }
}
