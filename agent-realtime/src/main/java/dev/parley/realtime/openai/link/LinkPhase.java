package dev.parley.realtime.openai.link;

/** The life of a session with its provider. */
public enum LinkPhase {
    /** The first connection is being made. */
    CONNECTING,
    /** A connection stands; the server has not confirmed the session yet. */
    CONFIGURING,
    /** The conversation goes on. */
    READY,
    /** The connection is lost; the next attempt waits or is being made. */
    RECONNECTING,
    CLOSED
}
