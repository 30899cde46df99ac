package dev.parley.worker.job;

import dev.parley.room.Participant;
import java.util.Map;

/** A participant as a job tells of it, before the agent has joined the room. */
public record Attendee(String identity, String name, Kind kind, Map<String, String> attributes) implements Participant {

    /** Copies the attributes. */
    public Attendee {
        attributes = Map.copyOf(attributes);
    }
}
