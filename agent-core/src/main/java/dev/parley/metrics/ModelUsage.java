package dev.parley.metrics;

import java.time.Duration;

/** What one model was used for, summed up: what its provider will charge for. */
public sealed interface ModelUsage {

    ModelLabel label();

    /** A recogniser. */
    record SttUsage(ModelLabel label, Duration audioDuration) implements ModelUsage {}

    /** A language model. */
    record LlmUsage(ModelLabel label, long inputTokens, long outputTokens) implements ModelUsage {}

    /**
     * A realtime model.
     *
     * @param inputAudioTokens part of the input, as {@code cachedTokens} is
     * @param outputAudioTokens part of the output
     */
    record RealtimeUsage(
            ModelLabel label,
            long inputTokens,
            long inputAudioTokens,
            long cachedTokens,
            long outputTokens,
            long outputAudioTokens)
            implements ModelUsage {}

    /**
     * A voice.
     *
     * @param characters of the texts it was given
     */
    record TtsUsage(ModelLabel label, long characters, Duration audioDuration) implements ModelUsage {}
}
