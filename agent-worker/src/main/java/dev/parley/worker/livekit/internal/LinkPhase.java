package dev.parley.worker.livekit.internal;

/** How far the link is. */
public enum LinkPhase {
    /** No connection; one will be tried when the back-off is over. */
    WAITING,
    /** A WebSocket is being opened. */
    CONNECTING,
    /** The registration is sent and not answered yet. */
    REGISTERING,
    /** The server knows the worker and offers it jobs. */
    REGISTERED,
    /** Over for good. */
    CLOSED
}
