package dev.parley.realtime.livekit.signal;

/** Where a room's connection stands. */
public enum SignalPhase {
    /** Not in the room yet. */
    CONNECTING,
    /** In the room. */
    JOINED,
    /** The connection broke; it is tried again. */
    RECONNECTING,
    /** Over for good. */
    CLOSED
}
