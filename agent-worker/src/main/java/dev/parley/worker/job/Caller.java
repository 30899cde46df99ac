package dev.parley.worker.job;

import dev.parley.room.Participant;
import java.util.Map;

/** The one who calls over HTTP or a WebSocket. */
public record Caller(String identity, String name, Map<String, String> attributes) implements Participant {

    public Caller {
        attributes = Map.copyOf(attributes);
    }

    /** A caller by this way in, such as {@code http} or {@code websocket}. */
    public static Caller by(String way) {
        return new Caller("caller", "", Map.of("parley.via", way));
    }

    @Override
    public Kind kind() {
        return Kind.STANDARD;
    }
}
