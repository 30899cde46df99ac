package dev.parley.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatContext;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.worker.events.EventJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a call's conversation was, to keep or to send on. It holds what people said.
 *
 * @param room name of the room; empty for a call over HTTP or a WebSocket
 * @param startedAt when the session was made the call's own
 * @param duration until the session was closed, or until now
 * @param events all but the metrics, oldest first; of a very long call the last 10,000
 * @param history what was said
 * @param userTurns that were answered
 * @param errors how many there were that were not tried again, by their source
 * @param usage what models were used for
 * @param options how the session was set
 * @param closeReason empty while the conversation goes on
 */
public record SessionReport(
        String jobId,
        String agentName,
        Optional<String> room,
        Instant startedAt,
        Duration duration,
        List<SessionEvent> events,
        ChatContext history,
        int userTurns,
        Map<String, Integer> errors,
        SessionUsage usage,
        SessionOptions options,
        Optional<CloseReason> closeReason) {

    /** Copies the collections. */
    public SessionReport {
        events = List.copyOf(events);
        errors = Map.copyOf(errors);
    }

    /** The same as JSON: names in snake case, times as ISO 8601, durations in milliseconds. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("job_id", jobId).put("agent_name", agentName);
        room.ifPresent(name -> json.put("room", name));
        json.put("started_at", startedAt.toString()).put("duration_ms", duration.toMillis());
        json.put("user_turns", userTurns);
        ObjectNode bySource = json.putObject("errors");
        errors.forEach(bySource::put);
        json.set("usage", EventJson.of(usage));
        json.set("options", OptionsJson.of(options));
        closeReason.ifPresent(reason ->
                json.put("close_reason", EventJson.lower(reason.kind())).put("close_detail", reason.detail()));
        json.set("chat_history", EventJson.of(history));
        json.set(
                "events",
                events.stream()
                        .map(EventJson::of)
                        .collect(
                                JsonNodeFactory.instance::arrayNode,
                                (all, event) -> all.add(event),
                                (all, more) -> all.addAll(more)));
        return json;
    }

    /** Numbers only; the rest is people's. */
    @Override
    public String toString() {
        return "SessionReport[jobId=" + jobId + ", duration=" + duration + ", events=" + events.size() + ", userTurns="
                + userTurns + ", errors=" + errors.size() + "]";
    }
}
