package dev.parley.worker.livekit.internal;

import dev.parley.worker.LinkTimes;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait after failures in a row: doubling from the first wait to the longest, each cut by chance to between half and
 * all of it, so that the workers of a server that was started anew don't all come at once.
 */
record BackOff(LinkTimes times, long seed) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * The wait after so many failures in a row.
     *
     * @param attempts to connect so far; makes the chance another one each time
     */
    Duration after(int failures, long attempts) {
        Duration first = times.firstBackOff();
        Duration doubled = first.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS));
        return cut(doubled.compareTo(times.longestBackOff()) > 0 ? times.longestBackOff() : doubled, attempts);
    }

    /** The wait where trying again soon makes no sense. */
    Duration longest(long attempts) {
        return cut(times.longestBackOff(), attempts);
    }

    private Duration cut(Duration wait, long attempts) {
        double share = 0.5 + new SplittableRandom(seed + attempts).nextDouble() / 2;
        return Duration.ofNanos((long) (wait.toNanos() * share));
    }
}
