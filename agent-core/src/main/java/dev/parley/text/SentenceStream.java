package dev.parley.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a streamed text into sentences as it comes, so that the voice can start with the first one. Not thread-safe; one per
 * text. Each character is looked at once, so the pieces in which the text comes change nothing.
 *
 * <p>A sentence ends at {@code .}, {@code !} or {@code ?}, and the quotes behind it, before white space, though an ellipsis
 * and a question only before something that can start a sentence; full-width punctuation ends it without white space. Abbreviations and initials end none, acronyms
 * only before a word that often starts one. A text that goes on for {@value #LONGEST} characters without an end is cut
 * between words, so that its voice need not wait.
 */
public final class SentenceStream {
    static final int LONGEST = 500;
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "etc", "e.g", "i.e", "jr", "sr", "inc", "ltd", "co",
            "ph.d", "capt", "lt", "approx", "fig", "dept");
    private static final Set<String> STARTERS = Set.of(
            "mr",
            "mrs",
            "ms",
            "dr",
            "prof",
            "capt",
            "lt",
            "he",
            "she",
            "it",
            "they",
            "their",
            "our",
            "we",
            "but",
            "however",
            "that",
            "this",
            "wherever",
            "the",
            "a",
            "an",
            "i",
            "you",
            "if",
            "there",
            "in",
            "and",
            "so");

    /** Longer words than this are in none of the lists. */
    private static final int LONG_WORD = 16;

    private final int smallest;
    private final int context;
    private final StringBuilder pending = new StringBuilder();
    private long seen;

    /** Behind a terminator and its quotes, while it is open whether the sentence ends there; -1 if none is in question. */
    private int end = -1;

    /** Where the word behind that begins, while an acronym waits for it; -1 if none does. */
    private int next = -1;

    SentenceStream(int smallest, int context) {
        this.smallest = smallest;
        this.context = context;
    }

    /** Takes more of the text; gives the sentences that are now surely complete, with the white space behind them. */
    public List<String> accept(String delta) {
        List<String> sentences = new ArrayList<>(1);
        for (int i = 0; i < delta.length(); i++) {
            pending.append(delta.charAt(i));
            seen++;
            look(sentences);
        }
        return sentences;
    }

    /** Ends the text; gives what is left, empty or blank if there is nothing to say. */
    public String flush() {
        String rest = pending.toString();
        cutTo(pending.length());
        return rest;
    }

    private void look(List<String> sentences) {
        if (next >= 0) {
            lookAtNextWord(sentences);
        } else if (end >= 0) {
            lookBehindTerminator(sentences);
        } else {
            lookForTerminator(pending.length() - 1);
        }
        if (pending.length() > LONGEST) {
            cut(TextPieces.endOfPiece(pending, LONGEST), sentences);
        }
    }

    private void lookForTerminator(int at) {
        char c = pending.charAt(at);
        if (isTerminator(c) && seen >= context && lengthOfSentence(at + 1) >= smallest && !isAbbreviation(at)) {
            end = at + 1;
        }
    }

    /** White space in front does not count. */
    private int lengthOfSentence(int to) {
        int from = 0;
        while (from < to && Character.isWhitespace(pending.charAt(from))) {
            from++;
        }
        return to - from;
    }

    private void lookBehindTerminator(List<String> sentences) {
        int at = pending.length() - 1;
        char c = pending.charAt(at);
        if (Character.isWhitespace(c)) {
            return;
        }
        boolean apart = at > end;
        if (!apart && (isTerminator(c) || isClosing(c))) {
            end = at + 1;
        } else if (!apart && !isFullWidth(pending.charAt(end - 1))) {
            end = -1;
        } else if (Character.isLowerCase(c) && !endsBeforeLowerCase(end - 1)) {
            end = -1;
        } else if (isAcronym(end - 1)) {
            next = at;
        } else {
            cut(at, sentences);
        }
    }

    /** A full stop does, but neither an ellipsis nor an exclamation within a sentence. */
    private boolean endsBeforeLowerCase(int terminator) {
        return pending.charAt(terminator) == '.' && pending.charAt(terminator - 1) != '.' && !isAcronym(terminator);
    }

    private void lookAtNextWord(List<String> sentences) {
        int at = pending.length() - 1;
        if (Character.isLetter(pending.charAt(at))) {
            return;
        }
        String word = pending.substring(next, at).toLowerCase(Locale.ROOT);
        int start = next;
        next = -1;
        end = -1;
        if (STARTERS.contains(word)) {
            cut(start, sentences);
        }
        lookForTerminator(pending.length() - 1);
    }

    private void cut(int at, List<String> sentences) {
        String sentence = pending.substring(0, at);
        cutTo(at);
        if (!sentence.isBlank()) {
            sentences.add(sentence);
        }
    }

    private void cutTo(int at) {
        pending.delete(0, at);
        end = -1;
        next = -1;
    }

    private static boolean isTerminator(char c) {
        return ".!?…؟۔।॥".indexOf(c) >= 0 || isFullWidth(c);
    }

    private static boolean isFullWidth(char c) {
        return c == '。' || c == '！' || c == '？';
    }

    private static boolean isClosing(char c) {
        return "\"”’')]»」』）".indexOf(c) >= 0;
    }

    private boolean isAbbreviation(int terminator) {
        if (pending.charAt(terminator) != '.') {
            return false;
        }
        String word = wordBefore(terminator).toLowerCase(Locale.ROOT);
        boolean initial = word.length() == 1 && Character.isLetter(word.charAt(0)) && !word.equals("i");
        return initial || ABBREVIATIONS.contains(word) || isListNumber(word, terminator - word.length());
    }

    /** The number of a list's item stands at the beginning of its line. */
    private boolean isListNumber(String word, int start) {
        return !word.isEmpty()
                && word.chars().allMatch(Character::isDigit)
                && (start == 0 || pending.charAt(start - 1) == '\n');
    }

    /** Such as {@code U.S.}: single letters with dots between. */
    private boolean isAcronym(int terminator) {
        String word = wordBefore(terminator);
        if (pending.charAt(terminator) != '.' || word.length() < 3 || word.length() % 2 == 0) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            boolean fits = i % 2 == 0 ? Character.isLetter(word.charAt(i)) : word.charAt(i) == '.';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private String wordBefore(int terminator) {
        int start = terminator;
        while (start > 0 && terminator - start <= LONG_WORD && !Character.isWhitespace(pending.charAt(start - 1))) {
            start--;
        }
        return pending.substring(start, terminator);
    }
}
