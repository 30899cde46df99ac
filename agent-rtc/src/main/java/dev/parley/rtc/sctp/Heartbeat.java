package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;

/** Asks an idle peer for a sign of life (RFC 9260 §8.3). */
final class Heartbeat {
    private final long intervalMillis;
    private final int mostUnanswered;
    private long dueMillis = Long.MAX_VALUE;
    private int unanswered;

    Heartbeat(SctpSettings settings) {
        intervalMillis = settings.heartbeat().toMillis();
        mostUnanswered = settings.maxRetransmissions();
    }

    long dueMillis() {
        return dueMillis;
    }

    void heard(long nowMillis) {
        unanswered = 0;
        dueMillis = nowMillis + intervalMillis;
    }

    /** Whether too many were not answered. */
    boolean gone() {
        return unanswered >= mostUnanswered;
    }

    /** The chunk's body; the next one is due an interval later. */
    byte[] ask(long nowMillis) {
        unanswered++;
        dueMillis = nowMillis + intervalMillis;
        return ByteBuffer.allocate(12)
                .putShort((short) 1)
                .putShort((short) 12)
                .putLong(nowMillis)
                .array();
    }
}
