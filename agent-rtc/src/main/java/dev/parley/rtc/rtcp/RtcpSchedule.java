package dev.parley.rtc.rtcp;

import java.util.random.RandomGenerator;

/**
 * When reports are due (RFC 3550 §6.2, §6.3.1). With two members the minimum interval rules: 5 s, half of it for the first
 * report, each varied by 0.5 to 1.5 so that peers don't fall into step.
 */
public final class RtcpSchedule {
    private static final double COMPENSATION = Math.E - 1.5;

    private final RandomGenerator random;
    private final long intervalMillis;
    private long dueMillis;

    public RtcpSchedule(RandomGenerator random, long intervalMillis, long nowMillis) {
        this.random = random;
        this.intervalMillis = intervalMillis;
        this.dueMillis = nowMillis + varied(intervalMillis / 2);
    }

    /** Whether a report is due; if so, the next one is planned. */
    public boolean take(long nowMillis) {
        if (nowMillis < dueMillis) {
            return false;
        }
        dueMillis = nowMillis + varied(intervalMillis);
        return true;
    }

    public long dueMillis() {
        return dueMillis;
    }

    private long varied(long interval) {
        return (long) ((double) interval * (0.5 + random.nextDouble()) / COMPENSATION);
    }
}
