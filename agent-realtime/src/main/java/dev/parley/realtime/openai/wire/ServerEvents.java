package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.realtime.RealtimeEvent.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Events from their trees. What a tree lacks is taken to be empty: servers that are only alike leave out much. */
final class ServerEvents {
    /** The names before GA, and what they became. */
    private static final Map<String, String> OLDER = Map.ofEntries(
            Map.entry("response.text.delta", "response.output_text.delta"),
            Map.entry("response.text.done", "response.output_text.done"),
            Map.entry("response.audio.delta", "response.output_audio.delta"),
            Map.entry("response.audio.done", "response.output_audio.done"),
            Map.entry("response.audio_transcript.delta", "response.output_audio_transcript.delta"),
            Map.entry("response.audio_transcript.done", "response.output_audio_transcript.done"),
            Map.entry("conversation.item.created", "conversation.item.added"),
            Map.entry("transcription_session.created", "session.created"),
            Map.entry("transcription_session.updated", "session.updated"));

    private final Map<String, Function<JsonNode, ServerEvent>> readers = new LinkedHashMap<>();

    ServerEvents() {
        session();
        conversation();
        input();
        response();
        content();
        functions();
    }

    /** The GA names that are known. */
    Set<String> known() {
        return readers.keySet();
    }

    ServerEvent of(String type, JsonNode tree) {
        Function<JsonNode, ServerEvent> reader = readers.get(OLDER.getOrDefault(type, type));
        return reader == null ? new ServerEvent.Unknown(type) : reader.apply(tree);
    }

    private void session() {
        readers.put("error", tree -> {
            JsonNode error = tree.path("error");
            return new ServerEvent.ErrorEvent(
                    text(error, "type"),
                    text(error, "code"),
                    text(error, "message"),
                    text(error, "param"),
                    text(error, "event_id"));
        });
        readers.put(
                "session.created",
                tree -> new ServerEvent.SessionCreated(text(tree.path("session"), "id"), expiry(tree.path("session"))));
        readers.put(
                "session.updated",
                tree -> new ServerEvent.SessionUpdated(text(tree.path("session"), "id"), expiry(tree.path("session"))));
        readers.put("rate_limits.updated", tree -> new ServerEvent.RateLimitsUpdated(limits(tree)));
    }

    private void conversation() {
        String item = "conversation.item.";
        readers.put(
                "conversation.created",
                tree -> new ServerEvent.ConversationCreated(text(tree.path("conversation"), "id")));
        readers.put(item + "added", tree -> new ServerEvent.ItemAdded(item(tree)));
        readers.put(item + "done", tree -> new ServerEvent.ItemDone(item(tree)));
        readers.put(item + "retrieved", tree -> new ServerEvent.ItemRetrieved(item(tree), tree.path("item")));
        readers.put(
                item + "truncated",
                tree -> new ServerEvent.ItemTruncated(
                        text(tree, "item_id"), tree.path("audio_end_ms").asLong()));
        readers.put(item + "deleted", tree -> new ServerEvent.ItemDeleted(text(tree, "item_id")));
        String transcription = item + "input_audio_transcription.";
        readers.put(
                transcription + "delta",
                tree -> new ServerEvent.InputTranscriptionDelta(text(tree, "item_id"), text(tree, "delta")));
        readers.put(
                transcription + "completed",
                tree -> new ServerEvent.InputTranscriptionCompleted(
                        text(tree, "item_id"),
                        text(tree, "transcript"),
                        UsageReader.ofTranscription(tree.path("usage"))));
        readers.put(
                transcription + "segment",
                tree -> new ServerEvent.InputTranscriptionSegment(
                        text(tree, "item_id"),
                        text(tree, "text"),
                        text(tree, "speaker"),
                        tree.path("start").asDouble(),
                        tree.path("end").asDouble()));
        readers.put(
                transcription + "failed",
                tree -> new ServerEvent.InputTranscriptionFailed(
                        text(tree, "item_id"), text(tree.path("error"), "code"), text(tree.path("error"), "message")));
    }

    private void input() {
        String buffer = "input_audio_buffer.";
        readers.put(buffer + "committed", tree -> new ServerEvent.InputCommitted(text(tree, "item_id")));
        readers.put(buffer + "cleared", tree -> new ServerEvent.InputCleared());
        readers.put(
                buffer + "speech_started",
                tree -> new ServerEvent.SpeechStarted(
                        text(tree, "item_id"), tree.path("audio_start_ms").asLong()));
        readers.put(
                buffer + "speech_stopped",
                tree -> new ServerEvent.SpeechStopped(
                        text(tree, "item_id"), tree.path("audio_end_ms").asLong()));
        readers.put(buffer + "timeout_triggered", tree -> new ServerEvent.TimeoutTriggered(text(tree, "item_id")));
        readers.put(buffer + "dtmf_event_received", tree -> new ServerEvent.DtmfReceived(text(tree, "event")));
        for (String step : List.of("started", "stopped", "cleared")) {
            readers.put(
                    "output_audio_buffer." + step,
                    tree -> new ServerEvent.OutputBuffer(step, text(tree, "response_id")));
        }
    }

    private void response() {
        readers.put("response.created", tree -> {
            JsonNode response = tree.path("response");
            return new ServerEvent.ResponseCreated(
                    text(response, "id"), text(response.path("metadata"), ClientEventWriter.CLIENT_ID));
        });
        readers.put("response.done", tree -> {
            JsonNode response = tree.path("response");
            JsonNode details = response.path("status_details");
            JsonNode error = details.path("error");
            String failure = error.isObject() ? (text(error, "code") + " " + text(error, "message")).strip() : "";
            return new ServerEvent.ResponseDone(
                    text(response, "id"),
                    text(response, "status"),
                    text(details, "reason"),
                    failure,
                    UsageReader.ofResponse(response.path("usage")));
        });
        readers.put(
                "response.output_item.added",
                tree -> new ServerEvent.OutputItemAdded(text(tree, "response_id"), item(tree)));
        readers.put(
                "response.output_item.done",
                tree -> new ServerEvent.OutputItemDone(text(tree, "response_id"), item(tree)));
    }

    private void content() {
        readers.put(
                "response.content_part.added",
                tree -> new ServerEvent.ContentPartAdded(
                        text(tree, "response_id"), text(tree, "item_id"), text(tree.path("part"), "type")));
        readers.put(
                "response.content_part.done",
                tree -> new ServerEvent.ContentPartDone(
                        text(tree, "response_id"), text(tree, "item_id"), text(tree.path("part"), "type")));
        readers.put(
                "response.output_text.done",
                tree -> new ServerEvent.OutputTextDone(
                        text(tree, "response_id"), text(tree, "item_id"), text(tree, "text")));
        readers.put(
                "response.output_audio.done",
                tree -> new ServerEvent.OutputAudioDone(text(tree, "response_id"), text(tree, "item_id")));
        readers.put(
                "response.output_audio_transcript.done",
                tree -> new ServerEvent.OutputTranscriptDone(
                        text(tree, "response_id"), text(tree, "item_id"), text(tree, "transcript")));
    }

    private void functions() {
        readers.put(
                "response.function_call_arguments.delta",
                tree -> new ServerEvent.FunctionArgumentsDelta(text(tree, "response_id"), text(tree, "item_id")));
        readers.put(
                "response.function_call_arguments.done",
                tree -> new ServerEvent.FunctionArgumentsDone(
                        text(tree, "response_id"),
                        text(tree, "item_id"),
                        text(tree, "call_id"),
                        text(tree, "name"),
                        text(tree, "arguments")));
        for (String step : List.of(
                "response.mcp_call_arguments.delta",
                "response.mcp_call_arguments.done",
                "response.mcp_call.in_progress",
                "response.mcp_call.completed",
                "response.mcp_call.failed",
                "mcp_list_tools.in_progress",
                "mcp_list_tools.completed",
                "mcp_list_tools.failed")) {
            readers.put(step, tree -> new ServerEvent.McpProgress(step, text(tree, "item_id")));
        }
    }

    private static ServerItem item(JsonNode tree) {
        JsonNode item = tree.path("item");
        StringBuilder said = new StringBuilder();
        for (JsonNode part : item.path("content")) {
            said.append(text(part, "text")).append(text(part, "transcript"));
        }
        return new ServerItem(
                text(item, "id"),
                text(item, "type"),
                text(item, "role"),
                said.toString(),
                text(item, "call_id"),
                text(item, "name"),
                text(item, "arguments"));
    }

    private static Optional<Instant> expiry(JsonNode session) {
        JsonNode seconds = session.path("expires_at");
        return seconds.canConvertToLong() && seconds.asLong() > 0
                ? Optional.of(Instant.ofEpochSecond(Math.min(seconds.asLong(), Instant.MAX.getEpochSecond())))
                : Optional.empty();
    }

    private static List<RateLimit> limits(JsonNode tree) {
        List<RateLimit> limits = new ArrayList<>();
        for (JsonNode limit : tree.path("rate_limits")) {
            double seconds = Math.max(0, Math.min(limit.path("reset_seconds").asDouble(), 1e9));
            limits.add(new RateLimit(
                    text(limit, "name"),
                    limit.path("limit").asLong(),
                    limit.path("remaining").asLong(),
                    Duration.ofMillis((long) (seconds * 1000))));
        }
        return limits;
    }

    private static String text(JsonNode tree, String field) {
        JsonNode value = tree.path(field);
        return value.isNull() ? "" : value.asText("");
    }
}
