package dev.parley.rtc.sctp;

/**
 * How hard a message is tried (RFC 3758, RFC 7496).
 *
 * @param ordered whether it waits for earlier messages of its stream
 * @param maxRetransmits after which it is abandoned, or −1
 * @param lifetimeMillis after which it is abandoned, or −1
 */
public record Reliability(boolean ordered, int maxRetransmits, int lifetimeMillis) {
    /** Everything arrives, in order. */
    public static final Reliability RELIABLE = new Reliability(true, -1, -1);

    public Reliability {
        if (maxRetransmits >= 0 && lifetimeMillis >= 0) {
            throw new IllegalArgumentException("retransmits: " + maxRetransmits + ", lifetime: " + lifetimeMillis
                    + " ms (expected: at most one of both)");
        }
    }

    /** Ordered or not as before, never abandoned. */
    public Reliability reliable() {
        return new Reliability(ordered, -1, -1);
    }
}
