package dev.parley.rtc.sctp;

/** T1-init, T1-cookie and T2-shutdown, of which one runs at a time (RFC 9260 §5.1, §9.2): doubles, and gives up. */
final class HandshakeTimer {
    static final long NEVER = Long.MAX_VALUE;
    private static final int MOST_DOUBLINGS = 10;

    private final SctpSettings settings;
    private long dueMillis = NEVER;
    private int attempts;

    HandshakeTimer(SctpSettings settings) {
        this.settings = settings;
    }

    long dueMillis() {
        return dueMillis;
    }

    /** Something was said that wants an answer. */
    void await(long nowMillis) {
        long doubled = settings.initialRto().toMillis() << Math.min(attempts, MOST_DOUBLINGS);
        dueMillis = nowMillis + Math.min(settings.mostRto().toMillis(), doubled);
    }

    /** An answer came; what is said next has all its attempts. */
    void answered() {
        attempts = 0;
        dueMillis = NEVER;
    }

    /** Counts one more attempt; false if there were enough. */
    boolean again() {
        return ++attempts <= settings.maxRetransmissions();
    }
}
