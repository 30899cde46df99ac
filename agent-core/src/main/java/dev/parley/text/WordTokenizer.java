package dev.parley.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into words. After LiveKit Agents' basic word tokenizer. Immutable.
 *
 * <p>Words are what stands between white space. A run of Chinese or Japanese, which has none, also ends behind a clause's
 * full-width punctuation; or each character is a word, see {@link #byCharacter}.
 */
public final class WordTokenizer {
    private static final String CLAUSE_ENDS = "，。！？；：、";
    private static final WordTokenizer WORDS = new WordTokenizer(true, false);

    private final boolean ignorePunctuation;
    private final boolean byCharacter;

    private WordTokenizer(boolean ignorePunctuation, boolean byCharacter) {
        this.ignorePunctuation = ignorePunctuation;
        this.byCharacter = byCharacter;
    }

    /** Words without their punctuation. */
    public static WordTokenizer standard() {
        return WORDS;
    }

    /** Leaves the punctuation on its word; punctuation alone is a word then. */
    public WordTokenizer withPunctuation() {
        return new WordTokenizer(false, byCharacter);
    }

    /** Takes each Chinese, Japanese and Thai character for a word. */
    public WordTokenizer byCharacter() {
        return new WordTokenizer(ignorePunctuation, true);
    }

    /** The words alone. */
    public List<String> words(String text) {
        return split(text).stream().map(TextSpan::text).toList();
    }

    /** The words and where they stand; a span covers its punctuation, its text may not. */
    public List<TextSpan> split(String text) {
        List<TextSpan> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                add(words, text, start, i);
                start = i + 1;
            } else if (byCharacter && isOwnWord(c)) {
                add(words, text, start, i);
                add(words, text, i, i + 1);
                start = i + 1;
            } else if (endsClause(text, i)) {
                add(words, text, start, i + 1);
                start = i + 1;
            }
        }
        add(words, text, start, text.length());
        return words;
    }

    private void add(List<TextSpan> words, String text, int start, int end) {
        String word = text.substring(start, end);
        String kept = ignorePunctuation ? withoutPunctuation(word) : word;
        if (!kept.isEmpty()) {
            words.add(new TextSpan(kept, start, end));
        }
    }

    /** A comma or colon within a full-width number ends nothing. */
    private static boolean endsClause(String text, int at) {
        char c = text.charAt(at);
        return CLAUSE_ENDS.indexOf(c) >= 0
                && at > 0
                && isEastAsian(text.charAt(at - 1))
                && !((c == '，' || c == '：') && Character.isDigit(text.charAt(at - 1)));
    }

    static String withoutPunctuation(String word) {
        StringBuilder kept = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            if (!isPunctuation(word.charAt(i))) {
                kept.append(word.charAt(i));
            }
        }
        return kept.length() == word.length() ? word : kept.toString();
    }

    static boolean isPunctuation(char c) {
        return switch (Character.getType(c)) {
            case Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> "$+<=>^`|~±".indexOf(c) >= 0;
        };
    }

    static boolean isOwnWord(char c) {
        return within(c, 0x3040, 0x30ff)
                || within(c, 0x3400, 0x4dbf)
                || within(c, 0x4e00, 0x9fff)
                || within(c, 0x0e00, 0x0e7f);
    }

    private static boolean isEastAsian(char c) {
        return (isOwnWord(c) && !within(c, 0x0e00, 0x0e7f))
                || within(c, 0x3000, 0x303f)
                || within(c, 0xf900, 0xfaff)
                || within(c, 0xac00, 0xd7af)
                || within(c, 0xff00, 0xffef);
    }

    private static boolean within(char c, int first, int last) {
        return c >= first && c <= last;
    }
}
