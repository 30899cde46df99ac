package dev.parley.realtime.livekit.signal;

/** Where a room's connection stands. */
public enum SignalPhase {
    /** Not in the room yet. */
    CONNECTING,
    /** In the room. */
    JOINED,
    /** The signals broke; it is tried to go on where they stopped. */
    RESUMING,
    /** The signals are back, the media not yet. */
    RESTORING,
    /** The stay is lost; it is tried to join anew. */
    REJOINING,
    /** Over for good. */
    CLOSED;

    /** Whether signals go to and fro. */
    boolean carriesSignals() {
        return this == JOINED || this == RESTORING;
    }
}
