package dev.parley.rtc.ice;

/** How far the agent is. */
public enum IceState {
    /** Not started, or nothing known of the other side. */
    NEW,
    /** Looking for a pair that works. */
    CHECKING,
    /** A pair is selected and the other side consents. */
    CONNECTED,
    /** The selected pair has been silent for a while; it may come back. */
    DISCONNECTED,
    /** No pair worked before the deadline, or consent ran out; final. */
    FAILED,
    /** Closed by its owner; final. */
    CLOSED;

    boolean isFinal() {
        return this == FAILED || this == CLOSED;
    }
}
