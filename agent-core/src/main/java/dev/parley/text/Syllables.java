package dev.parley.text;

import java.util.List;

/** A guess at how many syllables a text is spoken in. LiveKit Agents' measure of how long words take. */
public final class Syllables {
    /** For scripts whose syllables the patterns know nothing of. */
    private static final int LETTERS_PER_SYLLABLE = 3;

    private static final WordTokenizer WORDS =
            WordTokenizer.standard().withPunctuation().byCharacter();

    private Syllables() {}

    /** Of a text: the sum over its words, as {@link #spans} has them. */
    public static int count(String text) {
        int sum = 0;
        for (TextSpan word : spans(text)) {
            sum += ofWord(word.text());
        }
        return sum;
    }

    /** The words that are counted: with their punctuation, each Chinese, Japanese or Thai character for itself. */
    public static List<TextSpan> spans(String text) {
        return WORDS.split(text);
    }

    /** Of one word; at least one, also for punctuation that stands alone, as speech pauses there. */
    public static int ofWord(String word) {
        if (isLatin(word)) {
            return Hyphenator.english().count(word);
        }
        long letters = word.chars().filter(Character::isLetter).count();
        return (int) Math.max(1, (letters + LETTERS_PER_SYLLABLE - 1) / LETTERS_PER_SYLLABLE);
    }

    private static boolean isLatin(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c > 0x24f && Character.isLetter(c)) {
                return false;
            }
        }
        return true;
    }
}
