package dev.parley.rtc.sctp;

/** When data is acknowledged: every second packet at once, others a little later, trouble at once (RFC 9260 §6.2). */
final class DelayedAck {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long DELAY_MILLIS = 50;

    private long dueMillis = NEVER;
    private boolean due;
    private boolean dataInPacket;
    private int packets;

    /** The packet at hand carries data. */
    void data() {
        dataInPacket = true;
    }

    void now() {
        due = true;
    }

    void packetEnded(long nowMillis) {
        if (dataInPacket) {
            dataInPacket = false;
            due |= ++packets >= 2;
            dueMillis = Math.min(dueMillis, nowMillis + DELAY_MILLIS);
        }
    }

    void tick(long nowMillis) {
        due |= nowMillis >= dueMillis;
    }

    long dueMillis() {
        return dueMillis;
    }

    /** Whether to acknowledge now; if so, nothing is due any more. */
    boolean take() {
        boolean taken = due;
        if (taken) {
            due = false;
            dueMillis = NEVER;
            packets = 0;
        }
        return taken;
    }
}
