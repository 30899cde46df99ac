package dev.parley.worker.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.metrics.MessageMetrics;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.SessionEvent;
import dev.parley.session.TurnMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Writes session events and chat items as the API's JSON: {@code type}, {@code at}, the components in snake case. */
public final class EventJson {
    private static final Map<Class<?>, BiConsumer<SessionEvent, ObjectNode>> WRITERS = writers();

    private EventJson() {}

    /** One event. */
    public static ObjectNode of(SessionEvent event) {
        BiConsumer<SessionEvent, ObjectNode> writer = WRITERS.get(event.getClass());
        if (writer == null) {
            throw new IllegalStateException("event: " + event.type() + " (expected: one with a JSON form)");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", event.type()).put("at", event.at().toString());
        writer.accept(event, json);
        return json;
    }

    /** The items of a conversation. */
    public static ArrayNode of(ChatContext history) {
        ArrayNode items = JsonNodeFactory.instance.objectNode().arrayNode();
        history.items().forEach(item -> items.add(item(item)));
        return items;
    }

    /** What models were used for, one object per model. */
    public static ArrayNode of(SessionUsage usage) {
        return MetricsJson.of(usage);
    }

    private static Map<Class<?>, BiConsumer<SessionEvent, ObjectNode>> writers() {
        Writers w = new Writers();
        w.put(
                SessionEvent.SessionStarted.class,
                (e, json) -> json.put("session_id", e.sessionId()).put("agent_id", e.agentId()));
        w.put(SessionEvent.ConversationItemAdded.class, (e, json) -> json.set("item", item(e.item())));
        w.put(
                SessionEvent.ErrorOccurred.class,
                (e, json) -> json.put("source", e.source())
                        .put("message", e.message())
                        .put("recoverable", e.recoverable()));
        w.put(
                SessionEvent.SessionClosed.class,
                (e, json) -> json.putObject("reason")
                        .put("kind", lower(e.reason().kind()))
                        .put("detail", e.reason().detail()));
        ofTheCaller(w);
        ofTheAgent(w);
        return Map.copyOf(w.byType);
    }

    private static void ofTheCaller(Writers w) {
        w.put(SessionEvent.TextReceived.class, (e, json) -> json.put("text", e.text()));
        w.put(SessionEvent.UserStateChanged.class, (e, json) -> states(json, e.oldState(), e.newState()));
        w.put(SessionEvent.UserInputTranscribed.class, (e, json) -> {
            json.put("transcript", e.transcript()).put("is_final", e.isFinal());
            e.language().ifPresent(language -> json.put("language", language));
            e.speakerId().ifPresent(speaker -> json.put("speaker_id", speaker));
            e.itemId().ifPresent(item -> json.put("item_id", item));
        });
        w.put(SessionEvent.UserTurnCommitted.class, (e, json) -> json.put("transcript", e.transcript()));
        w.put(
                SessionEvent.UserTurnDropped.class,
                (e, json) -> json.put("transcript", e.transcript()).put("reason", e.reason()));
        w.put(
                SessionEvent.UserTranscriptionTimeout.class,
                (e, json) -> json.put("speech_duration_ms", e.speechDuration().toMillis())
                        .put("speech_started_at", e.speechStartedAt().toString()));
        w.put(SessionEvent.UserMuteChanged.class, (e, json) -> json.put("muted", e.muted()));
        w.put(SessionEvent.UserTurnIdle.class, (e, json) -> json.put("count", e.count()));
        w.put(
                SessionEvent.UserTurnExceeded.class,
                (e, json) -> json.put("transcript", e.transcript())
                        .put("accumulated_transcript", e.accumulatedTranscript())
                        .put("accumulated_word_count", e.accumulatedWordCount())
                        .put("duration_ms", e.duration().toMillis()));
    }

    private static void ofTheAgent(Writers w) {
        w.put(SessionEvent.AgentStateChanged.class, (e, json) -> states(json, e.oldState(), e.newState()));
        w.put(
                SessionEvent.AgentPresenceChanged.class,
                (e, json) -> json.put("agent_id", e.agentId()).put("presence", lower(e.presence())));
        w.put(
                SessionEvent.SpeechCreated.class,
                (e, json) -> json.put("speech_id", e.speechId())
                        .put("user_initiated", e.userInitiated())
                        .put("source", lower(e.source())));
        w.put(
                SessionEvent.AgentTranscript.class,
                (e, json) -> json.put("speech_id", e.speechId()).put("delta", e.delta()));
        w.put(
                SessionEvent.SpeechFinished.class,
                (e, json) -> json.put("speech_id", e.speechId())
                        .put("heard", e.heard())
                        .put("played_ms", e.played().toMillis())
                        .put("interrupted", e.interrupted()));
        w.put(SessionEvent.PlaybackCleared.class, (e, json) -> json.put("speech_id", e.speechId()));
        w.put(
                SessionEvent.AgentFalseInterruption.class,
                (e, json) -> json.put("speech_id", e.speechId()).put("resumed", e.resumed()));
        w.put(SessionEvent.ToolCallStarted.class, (e, json) -> json.set("call", call(e.call())));
        w.put(
                SessionEvent.ToolExecutionUpdated.class,
                (e, json) -> json.set("update", ToolExecutionJson.of(e.update())));
        w.put(SessionEvent.FunctionToolsExecuted.class, EventJson::tools);
        w.put(SessionEvent.AgentMetricsCollected.class, (e, json) -> json.set("metrics", MetricsJson.of(e.metrics())));
        w.put(SessionEvent.RateLimitsUpdated.class, EventJson::rateLimits);
        w.put(
                SessionEvent.SessionUsageUpdated.class,
                (e, json) -> json.putObject("usage").set("model_usage", of(e.usage())));
        w.put(
                SessionEvent.MetricsCollected.class,
                (e, json) -> json.put("speech_id", e.speechId()).set("metrics", metrics(e.metrics())));
    }

    private static void rateLimits(SessionEvent.RateLimitsUpdated event, ObjectNode json) {
        ArrayNode limits = json.putArray("limits");
        event.limits()
                .forEach(limit -> limits.addObject()
                        .put("name", limit.name())
                        .put("limit", limit.limit())
                        .put("remaining", limit.remaining())
                        .put("reset_ms", limit.reset().toMillis()));
    }

    private static void states(ObjectNode json, Enum<?> oldState, Enum<?> newState) {
        json.put("old_state", lower(oldState)).put("new_state", lower(newState));
    }

    private static void tools(SessionEvent.FunctionToolsExecuted event, ObjectNode json) {
        ArrayNode calls = json.putArray("calls");
        event.calls().forEach(call -> calls.add(call(call)));
        ArrayNode outputs = json.putArray("outputs");
        event.outputs().forEach(output -> outputs.add(output(output)));
    }

    private static ObjectNode metrics(TurnMetrics turn) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        millis(json, "transcription_delay_ms", turn.transcriptionDelay());
        millis(json, "end_of_turn_delay_ms", turn.endOfTurnDelay());
        millis(json, "time_to_first_token_ms", turn.timeToFirstToken());
        millis(json, "model_duration_ms", turn.modelDuration());
        millis(json, "time_to_first_byte_ms", turn.timeToFirstByte());
        millis(json, "end_to_end_ms", turn.endToEnd());
        return json;
    }

    private static void millis(ObjectNode json, String key, Optional<Duration> time) {
        time.ifPresent(value -> json.put(key, value.toMillis()));
    }

    private static ObjectNode item(ChatItem item) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (item instanceof ChatMessage message) {
            json.put("kind", "message").put("id", message.id()).put("role", lower(message.role()));
            json.put("text", message.wording()).put("interrupted", message.interrupted());
            if (!message.metrics().equals(MessageMetrics.none())) {
                json.set("metrics", MetricsJson.of(message.metrics()));
            }
            return json;
        } else if (item instanceof FunctionCall call) {
            json.put("kind", "function_call").put("id", call.id());
            return json.setAll(call(call));
        } else if (item instanceof FunctionCallOutput output) {
            json.put("kind", "function_call_output").put("id", output.id());
            return json.setAll(output(output));
        } else if (item instanceof AgentHandoff handoff) {
            json.put("kind", "agent_handoff").put("id", handoff.id());
            handoff.oldAgentId().ifPresent(old -> json.put("old_agent_id", old));
            return json.put("new_agent_id", handoff.newAgentId());
        } else if (item instanceof AgentConfigUpdate update) { // the instructions are nobody's business but the model's
            json.put("kind", "agent_config_update").put("id", update.id());
            update.toolsAdded().forEach(json.putArray("tools_added")::add);
            update.toolsRemoved().forEach(json.putArray("tools_removed")::add);
            return json;
        }
        throw new IllegalStateException("chat item: " + item.getClass() + " (expected: one with a JSON form)");
    }

    static ObjectNode call(FunctionCall call) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("call_id", call.callId())
                .put("name", call.name())
                .put("arguments", call.arguments());
    }

    private static ObjectNode output(FunctionCallOutput output) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("call_id", output.callId())
                .put("name", output.name())
                .put("output", output.output())
                .put("error", output.error());
    }

    /** An enum's value on the wire. */
    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static boolean knows(Class<?> eventType) {
        return WRITERS.containsKey(eventType);
    }

    static List<Class<?>> known() {
        return List.copyOf(WRITERS.keySet());
    }

    /** Ties each writer to its type, so that the one cast is safe. */
    private static final class Writers {
        private final Map<Class<?>, BiConsumer<SessionEvent, ObjectNode>> byType = new HashMap<>();

        <E extends SessionEvent> void put(Class<E> type, BiConsumer<E, ObjectNode> writer) {
            byType.put(type, (event, json) -> writer.accept(type.cast(event), json));
        }
    }
}
