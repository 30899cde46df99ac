package dev.parley.rtc.jitter;

import java.util.Arrays;

/** The least of the values of some last seconds, in steps of a second; old ones leave, so a slow rise is followed. */
final class SlidingMinimum {
    private static final int SECONDS = 10;
    private static final long NANOS = 1_000_000_000L;

    private final long[] minima = new long[SECONDS];
    private long second;

    SlidingMinimum() {
        clear();
    }

    void clear() {
        Arrays.fill(minima, Long.MAX_VALUE);
    }

    void add(long nowNanos, long value) {
        long now = Math.floorDiv(nowNanos, NANOS);
        if (now > second) {
            for (long s = Math.max(second + 1, now - SECONDS + 1); s <= now; s++) {
                minima[(int) Math.floorMod(s, (long) SECONDS)] = Long.MAX_VALUE;
            }
        }
        second = now;
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        minima[slot] = Math.min(minima[slot], value);
    }

    /** {@link Long#MAX_VALUE} if there is none. */
    long value() {
        long least = Long.MAX_VALUE;
        for (long minimum : minima) {
            least = Math.min(least, minimum);
        }
        return least;
    }
}
