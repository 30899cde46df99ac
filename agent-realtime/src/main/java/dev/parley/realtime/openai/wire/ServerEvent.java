package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.realtime.RealtimeEvent.RateLimit;
import dev.parley.realtime.RealtimeUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a server tells, but for audio and text as they stream, which {@link Deltas} takes. Named as the GA events are. */
public sealed interface ServerEvent {

    /**
     * {@code error}.
     *
     * @param eventId of the client's event that it is about; empty if about none
     */
    record ErrorEvent(String type, String code, String message, String param, String eventId) implements ServerEvent {}

    record SessionCreated(String sessionId, Optional<Instant> expiresAt) implements ServerEvent {}

    record SessionUpdated(String sessionId, Optional<Instant> expiresAt) implements ServerEvent {}

    record ConversationCreated(String id) implements ServerEvent {}

    /** {@code conversation.item.added}, or the older {@code conversation.item.created}. */
    record ItemAdded(ServerItem item) implements ServerEvent {}

    record ItemDone(ServerItem item) implements ServerEvent {}

    /**
     * {@code conversation.item.retrieved}.
     *
     * @param json the item with all its content, audio as well
     */
    record ItemRetrieved(ServerItem item, JsonNode json) implements ServerEvent {}

    record ItemTruncated(String itemId, long audioEndMs) implements ServerEvent {}

    record ItemDeleted(String itemId) implements ServerEvent {}

    record InputTranscriptionDelta(String itemId, String delta) implements ServerEvent {}

    record InputTranscriptionCompleted(String itemId, String transcript, Optional<RealtimeUsage> usage)
            implements ServerEvent {}

    /**
     * {@code conversation.item.input_audio_transcription.segment}.
     *
     * @param speaker of a model that tells speakers apart
     */
    record InputTranscriptionSegment(String itemId, String text, String speaker, double start, double end)
            implements ServerEvent {}

    record InputTranscriptionFailed(String itemId, String code, String message) implements ServerEvent {}

    record InputCommitted(String itemId) implements ServerEvent {}

    record InputCleared() implements ServerEvent {}

    record SpeechStarted(String itemId, long audioStartMs) implements ServerEvent {}

    record SpeechStopped(String itemId, long audioEndMs) implements ServerEvent {}

    /** The caller was silent for the idle timeout; an answer follows. */
    record TimeoutTriggered(String itemId) implements ServerEvent {}

    /** A key of the caller's phone. */
    record DtmfReceived(String key) implements ServerEvent {}

    /**
     * {@code response.created}.
     *
     * @param clientId what the client's metadata named it; empty if the server answers by itself
     */
    record ResponseCreated(String responseId, String clientId) implements ServerEvent {}

    /**
     * {@code response.done}.
     *
     * @param status {@code completed}, {@code cancelled}, {@code incomplete}, {@code failed}
     * @param reason such as {@code turn_detected}, {@code max_output_tokens}
     * @param error code and message of a failure
     */
    record ResponseDone(String responseId, String status, String reason, String error, Optional<RealtimeUsage> usage)
            implements ServerEvent {}

    record OutputItemAdded(String responseId, ServerItem item) implements ServerEvent {}

    record OutputItemDone(String responseId, ServerItem item) implements ServerEvent {}

    /**
     * {@code response.content_part.added}.
     *
     * @param part {@code text} or {@code audio}
     */
    record ContentPartAdded(String responseId, String itemId, String part) implements ServerEvent {}

    record ContentPartDone(String responseId, String itemId, String part) implements ServerEvent {}

    record OutputTextDone(String responseId, String itemId, String text) implements ServerEvent {}

    record OutputAudioDone(String responseId, String itemId) implements ServerEvent {}

    record OutputTranscriptDone(String responseId, String itemId, String transcript) implements ServerEvent {}

    record FunctionArgumentsDelta(String responseId, String itemId) implements ServerEvent {}

    /**
     * {@code response.function_call_arguments.done}.
     *
     * @param name empty from older servers: it stands in the item
     */
    record FunctionArgumentsDone(String responseId, String itemId, String callId, String name, String arguments)
            implements ServerEvent {}

    /**
     * A tool that the provider runs itself: {@code response.mcp_call…}, {@code mcp_list_tools…}.
     *
     * @param step the event's name
     */
    record McpProgress(String step, String itemId) implements ServerEvent {}

    /** Of WebRTC and phone calls only: {@code started}, {@code stopped}, {@code cleared}. */
    record OutputBuffer(String step, String responseId) implements ServerEvent {}

    record RateLimitsUpdated(List<RateLimit> limits) implements ServerEvent {
        public RateLimitsUpdated {
            limits = List.copyOf(limits);
        }
    }

    /** One that this client does not know; to be ignored. */
    record Unknown(String type) implements ServerEvent {}

    /** No event at all. */
    record Malformed(String reason) implements ServerEvent {}
}
