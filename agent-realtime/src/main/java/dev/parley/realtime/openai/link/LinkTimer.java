package dev.parley.realtime.openai.link;

/** The timers of a connection; at most one of each runs. */
public enum LinkTimer {
    /** The handshake ought to be over. */
    CONNECT,
    /** The server ought to have confirmed the session. */
    CONFIGURE,
    /** An answer that was asked for ought to have begun, or one that was cancelled to be over. */
    RESPONSE,
    /** An answer that is being made ought to have told something. */
    STALL,
    /** The next attempt to connect. */
    RETRY,
    /** The next ping. */
    PING,
    /** The ping ought to have been answered. */
    PONG,
    /** The next connection is to be prepared. */
    ROLLOVER,
    /** The next connection ought to stand. */
    STANDBY,
    /** The next connection takes over, whatever goes on. */
    ROLLOVER_END
}
