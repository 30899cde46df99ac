package dev.parley.rtc;

/**
 * How far a peer is.
 *
 * <pre>
 * NEW ─ described ─▶ CONNECTING ─ path and keys ─▶ CONNECTED ⇄ DISCONNECTED (silence, answer)
 * CONNECTING ─ no path, no keys ─▶ FAILED ◀─ silence too long ─ DISCONNECTED
 * any ─ closed by a side ─▶ CLOSED
 * </pre>
 */
public enum PeerState {
    /** Nothing is known of the other side. */
    NEW,
    /** Looking for a path, or shaking hands. */
    CONNECTING,
    /** Media and messages flow. */
    CONNECTED,
    /** The other side has been silent for a while; it may come back by itself. */
    DISCONNECTED,
    /** No path, no keys, or silent for too long; final. */
    FAILED,
    /** Closed by either side; final. */
    CLOSED
}
