package dev.parley.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One measurement of one model, or of one turn's end. Fields are LiveKit Agents'. */
public sealed interface AgentMetrics {

    /**
     * A recogniser's work.
     *
     * @param duration of the request; zero if it streams
     * @param audioDuration audio that it was given since the measurement before
     * @param streamed whether it takes audio as it comes
     * @param providerRequestIds as the provider names what it has done for it
     */
    record SttMetrics(
            ModelLabel label,
            Duration duration,
            Duration audioDuration,
            boolean streamed,
            List<String> providerRequestIds)
            implements AgentMetrics {
        public SttMetrics {
            providerRequestIds = List.copyOf(providerRequestIds);
        }

        /** By requests that the provider does not name. */
        public SttMetrics(ModelLabel label, Duration duration, Duration audioDuration, boolean streamed) {
            this(label, duration, audioDuration, streamed, List.of());
        }
    }

    /**
     * One answer of a language model.
     *
     * @param requestId the session's own id of the request
     * @param duration from the request to the answer's end
     * @param timeToFirstToken from the request to the first piece; empty if none came
     * @param cancelled whether the rest was not wanted any more
     * @param promptTokens 0 if the model does not say
     * @param completionTokens 0 if the model does not say
     * @param providerRequestIds as the provider names the requests
     * @param fallbackIndex of models that stand in for each other, which one answered; empty for one that stands alone, and if
     *     none had begun
     */
    record LlmMetrics(
            ModelLabel label,
            String requestId,
            Duration duration,
            Optional<Duration> timeToFirstToken,
            boolean cancelled,
            int promptTokens,
            int completionTokens,
            List<String> providerRequestIds,
            Optional<Integer> fallbackIndex)
            implements AgentMetrics {
        public LlmMetrics {
            providerRequestIds = List.copyOf(providerRequestIds);
        }

        /** Of a model that stands alone, by requests that the provider does not name. */
        public LlmMetrics(
                ModelLabel label,
                String requestId,
                Duration duration,
                Optional<Duration> timeToFirstToken,
                boolean cancelled,
                int promptTokens,
                int completionTokens) {
            this(
                    label,
                    requestId,
                    duration,
                    timeToFirstToken,
                    cancelled,
                    promptTokens,
                    completionTokens,
                    List.of(),
                    Optional.empty());
        }

        public int totalTokens() {
            return promptTokens + completionTokens;
        }

        /** Tokens written per second of the whole request; 0 if it took no time. */
        public double tokensPerSecond() {
            return duration.isZero() ? 0 : completionTokens / (duration.toNanos() / 1e9);
        }
    }

    /**
     * One text spoken.
     *
     * @param speechId the speech that it is part of
     * @param duration from the request to the last audio, which is made no faster than it is played
     * @param timeToFirstByte from the request to the first audio, however many attempts and voices that took
     * @param audioDuration length of the audio
     * @param cancelled whether the rest was not wanted any more
     * @param characters length of the text
     * @param providerRequestIds as the provider names the requests
     * @param streamed whether the voice took the text as it was written; else it was given whole sentences
     * @param fallbackIndex of voices that stand in for each other, which one spoke; empty for one that stands alone, and if none
     *     had begun
     */
    record TtsMetrics(
            ModelLabel label,
            String speechId,
            Duration duration,
            Optional<Duration> timeToFirstByte,
            Duration audioDuration,
            boolean cancelled,
            int characters,
            List<String> providerRequestIds,
            boolean streamed,
            Optional<Integer> fallbackIndex)
            implements AgentMetrics {
        public TtsMetrics {
            providerRequestIds = List.copyOf(providerRequestIds);
        }

        /** Of a voice that stands alone and takes sentences, by requests that the provider does not name. */
        public TtsMetrics(
                ModelLabel label,
                String speechId,
                Duration duration,
                Optional<Duration> timeToFirstByte,
                Duration audioDuration,
                boolean cancelled,
                int characters) {
            this(
                    label,
                    speechId,
                    duration,
                    timeToFirstByte,
                    audioDuration,
                    cancelled,
                    characters,
                    List.of(),
                    false,
                    Optional.empty());
        }
    }

    /**
     * One answer of a realtime model, or one transcription by it.
     *
     * @param requestId the session's own id of the answer; empty for a transcription
     * @param duration from its beginning to its end; zero if that is not known
     * @param timeToFirstToken from its beginning to its first message or tool call; empty if none came
     * @param cancelled whether the rest was not wanted any more
     * @param cachedTokens part of the input
     */
    record RealtimeModelMetrics(
            ModelLabel label,
            String requestId,
            Duration duration,
            Optional<Duration> timeToFirstToken,
            boolean cancelled,
            TokenDetails input,
            int cachedTokens,
            TokenDetails output)
            implements AgentMetrics {

        public int totalTokens() {
            return input.total() + output.total();
        }
    }

    /**
     * Tokens by kind.
     *
     * @param total all of them, also of kinds that are not told apart
     */
    record TokenDetails(int total, int text, int audio, int image) {}

    /**
     * The detector's work since the measurement before; told with each end of speech.
     *
     * @param inferenceDuration time that it computed
     * @param inferences how many frames it looked at
     */
    record VadMetrics(ModelLabel label, Duration inferenceDuration, long inferences) implements AgentMetrics {}

    /**
     * A turn of the caller's is over. Parts are empty where the end of the speech is not known.
     *
     * @param speechId the answer to it
     * @param endOfUtteranceDelay end of the speech to the decision that the turn is over
     * @param transcriptionDelay end of the speech to the final transcript
     * @param onUserTurnCompletedDelay what the agent's {@code onUserTurnCompleted} took; empty if it has none
     */
    record EouMetrics(
            String speechId,
            Optional<Duration> endOfUtteranceDelay,
            Optional<Duration> transcriptionDelay,
            Optional<Duration> onUserTurnCompletedDelay)
            implements AgentMetrics {}

    /**
     * A turn detector was asked whether the caller has finished, and has answered.
     *
     * @param predictionDuration question to answer
     * @param detectionDelay end of the caller's speech to the answer; empty while the caller spoke
     * @param probability that the turn is over, from 0 to 1
     * @param unlikelyThreshold below which the caller is taken to go on
     * @param endpointingDelay that the turn waits for by the answer
     * @param language that was recognised last, if it is known
     */
    record EotInferenceMetrics(
            ModelLabel label,
            Duration predictionDuration,
            Optional<Duration> detectionDelay,
            double probability,
            double unlikelyThreshold,
            Duration endpointingDelay,
            Optional<String> language)
            implements AgentMetrics {}
}
