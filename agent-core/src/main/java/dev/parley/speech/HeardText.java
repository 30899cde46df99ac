package dev.parley.speech;

import java.time.Duration;
import java.util.List;

/**
 * How much of a spoken text has been heard by a moment of its playback, in whole words. A pure function of the position.
 *
 * <p>Within a segment words are taken to last as long as their share of the segment's characters. While a segment's
 * audio is not complete, its length is taken from the speaking rate of LiveKit Agents' transcript synchroniser, 3.83
 * syllables a second, at four characters a syllable.
 */
public final class HeardText {
    private static final double CHARACTERS_PER_SECOND = 3.83 * 4;

    private HeardText() {}

    /**
     * A stretch of text with its audio.
     *
     * @param audio what has been synthesised of it so far
     * @param complete whether that is all
     */
    public record Segment(String text, Duration audio, boolean complete) {

        private Duration expectedLength() {
            if (complete) {
                return audio;
            }
            Duration estimate = Duration.ofNanos((long) (text.length() / CHARACTERS_PER_SECOND * 1e9));
            return estimate.compareTo(audio) > 0 ? estimate : audio;
        }
    }

    /** The text heard after this much playback of these segments, one after the other, joined by spaces. */
    public static String at(List<Segment> segments, Duration position) {
        if (position.isZero()) {
            return "";
        }
        StringBuilder heard = new StringBuilder();
        Duration left = position;
        for (Segment segment : segments) {
            Duration length = segment.expectedLength();
            boolean whole = segment.complete() && left.compareTo(length) >= 0;
            String part = whole ? segment.text() : wordsWithin(segment.text(), left, length);
            if (!part.isEmpty()) {
                heard.append(heard.isEmpty() ? "" : " ").append(part);
            }
            if (!whole) {
                break;
            }
            left = left.minus(length);
        }
        return heard.toString();
    }

    private static String wordsWithin(String text, Duration played, Duration length) {
        if (length.isZero() || played.isNegative()) {
            return "";
        }
        double share = Math.min(1, (double) played.toNanos() / length.toNanos());
        int reached = (int) (text.length() * share);
        if (reached >= text.length()) {
            return text;
        }
        int end = reached;
        while (end > 0 && !isWordEnd(text, end)) {
            end--;
        }
        return text.substring(0, end).stripTrailing();
    }

    private static boolean isWordEnd(String text, int at) {
        return Character.isWhitespace(text.charAt(at)) && !Character.isWhitespace(text.charAt(at - 1));
    }
}
