package dev.parley.session;

import dev.parley.text.TextTransform;
import dev.parley.text.TextTransforms;
import java.time.Duration;
import java.util.List;

/**
 * How what the agent says goes out. Defaults are LiveKit Agents'.
 *
 * @param minConsecutiveSpeechDelay silence between the end of a speech and the next one, at least
 * @param ttsTextTransforms what is done to the text that the voice gets, one after the other; what is shown and kept stays as
 *     it is
 */
public record OutputOptions(Duration minConsecutiveSpeechDelay, List<TextTransform> ttsTextTransforms) {
    private static final OutputOptions STANDARD =
            new OutputOptions(Duration.ZERO, List.of(TextTransforms.filterMarkdown(), TextTransforms.filterEmoji()));

    public OutputOptions {
        ttsTextTransforms = List.copyOf(ttsTextTransforms);
        if (minConsecutiveSpeechDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "min-consecutive-speech-delay: " + minConsecutiveSpeechDelay + " (expected: zero or more)");
        }
    }

    /** LiveKit Agents' defaults: no delay; markdown and emojis are not spoken. */
    public static OutputOptions standard() {
        return STANDARD;
    }

    public OutputOptions withMinConsecutiveSpeechDelay(Duration delay) {
        return new OutputOptions(delay, ttsTextTransforms);
    }

    public OutputOptions withTtsTextTransforms(List<TextTransform> transforms) {
        return new OutputOptions(minConsecutiveSpeechDelay, transforms);
    }
}
