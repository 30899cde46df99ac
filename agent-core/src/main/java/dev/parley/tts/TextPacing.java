package dev.parley.tts;

import java.time.Duration;

/**
 * How a text is given to a voice that is faster than speech: little is made in vain when the speech is interrupted, and the voice
 * sees more of the text at once (LiveKit Agents' {@code SentenceStreamPacer}).
 *
 * @param minRemainingAudio audio that is left to play when more is asked for
 * @param maxTextLength characters after which no further sentence joins those that are asked for together
 */
public record TextPacing(Duration minRemainingAudio, int maxTextLength) {
    private static final TextPacing STANDARD = new TextPacing(Duration.ofSeconds(5), 300);

    /** @throws IllegalArgumentException naming what is out of range */
    public TextPacing {
        if (minRemainingAudio.isNegative()) {
            throw new IllegalArgumentException(
                    "min-remaining-audio: " + minRemainingAudio + " (expected: zero or more, such as 5 s)");
        }
        if (maxTextLength < 1) {
            throw new IllegalArgumentException("max-text-length: " + maxTextLength + " (expected: 1 or more)");
        }
    }

    /** 5 s and 300 characters. */
    public static TextPacing standard() {
        return STANDARD;
    }

    public TextPacing withMinRemainingAudio(Duration newMinimum) {
        return new TextPacing(newMinimum, maxTextLength);
    }

    public TextPacing withMaxTextLength(int newMaximum) {
        return new TextPacing(minRemainingAudio, newMaximum);
    }
}
