package dev.parley.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one message of a conversation came about, as LiveKit Agents' {@code ChatMessage.metrics}. A part that did not take
 * place, or whose times contradict each other, is empty.
 *
 * @param startedSpeakingAt real start of the speech; for the assistant its first audio
 * @param stoppedSpeakingAt real end of the speech; for the assistant its last audio
 * @param transcriptionDelay of the user: end of the speech to the final transcript
 * @param endOfTurnDelay of the user: end of the speech to the decision that the turn is over
 * @param onUserTurnCompletedDelay of the user: what the agent's {@code onUserTurnCompleted} took; empty if it has none
 * @param llmNodeTtft of the assistant: request to the first piece of the model's answer
 * @param llmNodeTps of the assistant: tokens per second that the model wrote, from the first piece of its text to the last; empty
 *     if it came in one piece or the model does not count them
 * @param llmNodeTtfs of the assistant: request to the first sentence given to the voice
 * @param ttsNodeTtfb of the assistant: first sentence given to the voice to its first audio
 * @param e2eLatency of the assistant: end of the user's speech to the first audio
 */
public record MessageMetrics(
        Optional<Instant> startedSpeakingAt,
        Optional<Instant> stoppedSpeakingAt,
        Optional<Duration> transcriptionDelay,
        Optional<Duration> endOfTurnDelay,
        Optional<Duration> onUserTurnCompletedDelay,
        Optional<Duration> llmNodeTtft,
        Optional<Double> llmNodeTps,
        Optional<Duration> llmNodeTtfs,
        Optional<Duration> ttsNodeTtfb,
        Optional<Duration> e2eLatency) {
    private static final MessageMetrics NONE = new MessageMetrics(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Nothing was measured. */
    public static MessageMetrics none() {
        return NONE;
    }

    /** A turn of the user's. */
    public static MessageMetrics ofUser(
            Optional<Instant> started,
            Optional<Instant> stopped,
            Optional<Duration> transcriptionDelay,
            Optional<Duration> endOfTurnDelay,
            Optional<Duration> onUserTurnCompletedDelay) {
        return new MessageMetrics(
                started,
                stopped,
                transcriptionDelay,
                endOfTurnDelay,
                onUserTurnCompletedDelay,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
