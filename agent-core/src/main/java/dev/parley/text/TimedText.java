package dev.parley.text;

import java.time.Duration;

/**
 * A word or a sentence and when it is spoken.
 *
 * @param text as it was given to the voice
 * @param start since the beginning of the audio that it comes with
 * @param end not before the start
 */
public record TimedText(String text, Duration start, Duration end) {
    public TimedText {
        if (start.isNegative() || end.compareTo(start) < 0) {
            throw new IllegalArgumentException(
                    "word timing: " + start + " to " + end + " (expected: zero or more, in order)");
        }
    }

    /** The same, in audio that begins this much earlier. */
    public TimedText later(Duration by) {
        return new TimedText(text, start.plus(by), end.plus(by));
    }
}
