package dev.parley.realtime.livekit.room;

import java.util.List;

/**
 * What a signal did.
 *
 * @param state after it
 * @param events to be told, in this order
 */
public record RoomStep(RoomState state, List<RoomEvent> events) {
    /** Copies the list. */
    public RoomStep {
        events = List.copyOf(events);
    }
}
