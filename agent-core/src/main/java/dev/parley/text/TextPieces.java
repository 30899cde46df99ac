package dev.parley.text;

import java.util.ArrayList;
import java.util.List;

/** Cuts what is too long to be spoken in one go, where it hurts least. */
public final class TextPieces {
    private TextPieces() {}

    /**
     * Pieces of at most this many characters, without the white space between them: cut behind a clause's end, else
     * between words, else between characters. A text that is short enough is its only piece.
     */
    public static List<String> of(String text, int longest) {
        List<String> pieces = new ArrayList<>(1);
        String rest = text.strip();
        while (rest.length() > longest) {
            int end = endOfPiece(rest, longest);
            pieces.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        if (!rest.isEmpty()) {
            pieces.add(rest);
        }
        return pieces;
    }

    /** Where the first piece of a text ends that is longer than this. */
    static int endOfPiece(CharSequence text, int longest) {
        int betweenWords = 0;
        for (int i = longest; i > longest / 2; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                if (",;:–—".indexOf(text.charAt(i - 1)) >= 0) {
                    return i;
                }
                betweenWords = Math.max(betweenWords, i);
            }
        }
        if (betweenWords > 0) {
            return betweenWords;
        }
        return Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    }
}
