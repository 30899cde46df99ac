package dev.parley.testkit.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event that went over the wire.
 *
 * @param connection number of the connection, from 1
 * @param json the event as it went, but for audio: in its place stands {@code <n bytes>}
 */
public record WireEvent(int connection, Instant at, JsonNode json) {

    /** The event's {@code type}; empty if it had none. */
    public String type() {
        return json.path("type").asText();
    }
}
