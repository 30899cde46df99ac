package dev.parley.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param playbackLatency of the assistant: first audio made to the first audio that left
 * @param transcriptConfidence of the user: mean of its final transcripts', from 0 to 1
 * @param providerRequestIds of the requests that it came about by, as their providers name them: recognition of the user's
 *     words; model and voice of the assistant's
 * @param sttModel of the user: who recognised the last of its words
 * @param llmModel of the assistant: who wrote it
 * @param ttsModel of the assistant: who spoke it, the last one if there were several
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
        Optional<Duration> e2eLatency,
        Optional<Duration> playbackLatency,
        Optional<Double> transcriptConfidence,
        List<String> providerRequestIds,
        Optional<ModelLabel> sttModel,
        Optional<ModelLabel> llmModel,
        Optional<ModelLabel> ttsModel) {
    private static final MessageMetrics NONE =
            ofUser(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public MessageMetrics {
        providerRequestIds = List.copyOf(providerRequestIds);
    }

    /** Without what came to be measured later. */
    public MessageMetrics(
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
        this(
                startedSpeakingAt,
                stoppedSpeakingAt,
                transcriptionDelay,
                endOfTurnDelay,
                onUserTurnCompletedDelay,
                llmNodeTtft,
                llmNodeTps,
                llmNodeTtfs,
                ttsNodeTtfb,
                e2eLatency,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

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

    /** The same with this playback latency. */
    public MessageMetrics withPlaybackLatency(Optional<Duration> latency) {
        return with(latency, transcriptConfidence, providerRequestIds, sttModel, llmModel, ttsModel);
    }

    /** The same with this confidence of the transcripts. */
    public MessageMetrics withTranscriptConfidence(Optional<Double> confidence) {
        return with(playbackLatency, confidence, providerRequestIds, sttModel, llmModel, ttsModel);
    }

    /** The same by these requests. */
    public MessageMetrics withProviderRequestIds(List<String> ids) {
        return with(playbackLatency, transcriptConfidence, ids, sttModel, llmModel, ttsModel);
    }

    /** The same by these models. */
    public MessageMetrics withModels(Optional<ModelLabel> stt, Optional<ModelLabel> llm, Optional<ModelLabel> tts) {
        return with(playbackLatency, transcriptConfidence, providerRequestIds, stt, llm, tts);
    }

    private MessageMetrics with(
            Optional<Duration> latency,
            Optional<Double> confidence,
            List<String> ids,
            Optional<ModelLabel> stt,
            Optional<ModelLabel> llm,
            Optional<ModelLabel> tts) {
        return new MessageMetrics(
                startedSpeakingAt,
                stoppedSpeakingAt,
                transcriptionDelay,
                endOfTurnDelay,
                onUserTurnCompletedDelay,
                llmNodeTtft,
                llmNodeTps,
                llmNodeTtfs,
                ttsNodeTtfb,
                e2eLatency,
                latency,
                confidence,
                ids,
                stt,
                llm,
                tts);
    }
}
