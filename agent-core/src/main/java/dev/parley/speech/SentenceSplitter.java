package dev.parley.speech;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a streamed text into sentences as it comes, so that the voice can start with the first one. Short sentences are
 * joined with the next. Not thread-safe; one per text.
 *
 * <p>A sentence ends at {@code .}, {@code !} or {@code ?} before white space and something that can start a sentence;
 * abbreviations and initials do not end one (after LiveKit Agents' basic tokenizer, smallest sentence 20 characters). A text
 * that goes on for {@value #LONGEST} characters without an end is cut between words, so that its voice need not wait.
 */
public final class SentenceSplitter {
    private static final int SMALLEST = 20;
    private static final int LONGEST = 500;
    private static final java.util.Set<String> ABBREVIATIONS =
            java.util.Set.of("mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "etc", "e.g", "i.e", "jr", "sr");

    private final StringBuilder pending = new StringBuilder();

    /** Takes more of the text; gives the sentences that are now surely complete, mostly none. */
    public List<String> accept(String delta) {
        pending.append(delta);
        List<String> sentences = new ArrayList<>(1);
        int end = endOfSentence();
        while (end > 0) {
            String sentence = pending.substring(0, end).strip();
            pending.delete(0, end);
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            end = endOfSentence();
        }
        return sentences;
    }

    /** Ends the text; gives what is left, empty if nothing is. */
    public String flush() {
        String rest = pending.toString().strip();
        pending.setLength(0);
        return rest;
    }

    /** Where the first complete sentence ends, or -1. */
    private int endOfSentence() {
        for (int i = SMALLEST - 1; i < Math.min(LONGEST, pending.length() - 1); i++) {
            if (isTerminator(pending.charAt(i)) && startsSentenceAfter(i) && !isAbbreviation(i)) {
                return i + 1;
            }
        }
        return pending.length() > LONGEST ? TextPieces.endOfPiece(pending, LONGEST) : -1;
    }

    private static boolean isTerminator(char c) {
        return c == '.' || c == '!' || c == '?' || c == '…' || c == '。' || c == '！' || c == '？';
    }

    private boolean startsSentenceAfter(int terminator) {
        if (!Character.isWhitespace(pending.charAt(terminator + 1))) {
            return false;
        }
        for (int i = terminator + 2; i < pending.length(); i++) {
            char c = pending.charAt(i);
            if (!Character.isWhitespace(c)) {
                return !Character.isLowerCase(c);
            }
        }
        return false;
    }

    private boolean isAbbreviation(int terminator) {
        if (pending.charAt(terminator) != '.') {
            return false;
        }
        int start = terminator;
        while (start > 0 && !Character.isWhitespace(pending.charAt(start - 1))) {
            start--;
        }
        String word = pending.substring(start, terminator).toLowerCase(java.util.Locale.ROOT);
        boolean initial = word.length() == 1 && Character.isLetter(word.charAt(0)) && !word.equals("i");
        return initial || ABBREVIATIONS.contains(word);
    }
}
