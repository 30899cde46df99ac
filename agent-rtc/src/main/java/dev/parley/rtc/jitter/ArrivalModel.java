package dev.parley.rtc.jitter;

import java.time.Duration;

/**
 * What the arrivals tell: when the fastest packets come, how late the others are, and so how long to wait. Times are samples
 * at 48 kHz of our clock; a packet's transit is its arrival less its timestamp, and only differences of transits mean anything.
 *
 * <p>The target rises with the first packets that a quantile doesn't cover, and falls by at most 10 ms a second: a gap is worse
 * than some delay. The fastest packet is that of the last ten seconds, so a slower clock of the sender is followed.
 */
final class ArrivalModel {
    private static final long NONE = Long.MAX_VALUE;
    private static final int FRAME = 960;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int SAMPLES_PER_MILLI = 48;
    private static final double FALL_PER_NANO = 480e-9;

    private final JitterSettings settings;
    private final SlidingMinimum fastest = new SlidingMinimum();
    private final DelayHistogram delays;
    private final int minDelay;
    private final int maxDelay;
    private double target;
    private long lastArrivalNanos;
    private long lastTransit = NONE;
    private double jitter;

    ArrivalModel(JitterSettings settings) {
        this.settings = settings;
        this.minDelay = samples(settings.minDelay());
        this.maxDelay = samples(settings.maxDelay());
        this.delays = new DelayHistogram(maxDelay);
        this.target = minDelay;
    }

    static int samples(Duration duration) {
        return (int) (duration.toMillis() * SAMPLES_PER_MILLI);
    }

    static long samples(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI) * SAMPLES_PER_MILLI
                + Math.floorMod(nanos, NANOS_PER_MILLI) * SAMPLES_PER_MILLI / NANOS_PER_MILLI;
    }

    /** Begins anew with the next packet; the jitter of RFC 3550 goes on. */
    void restart() {
        fastest.clear();
        delays.clear();
        lastTransit = NONE;
        target = minDelay;
    }

    /**
     * A packet has come.
     *
     * @param reserve samples to wait longer than arrivals alone ask for
     */
    void arrived(long nowNanos, long timestamp, int reserve) {
        long transit = samples(nowNanos) - timestamp;
        if (lastTransit != NONE) {
            jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
        }
        fastest.add(nowNanos, transit);
        delays.add(transit - fastest.value());
        aim(nowNanos, delays.quantile(settings.quantile()) + FRAME + reserve);
        lastTransit = transit;
        lastArrivalNanos = nowNanos;
    }

    private void aim(long nowNanos, int wanted) {
        double bounded = Math.max(minDelay, Math.min(maxDelay, wanted));
        double fall = Math.max(0, nowNanos - lastArrivalNanos) * FALL_PER_NANO;
        target = lastTransit == NONE ? bounded : Math.max(bounded, target - fall);
    }

    /** By how much a packet of this timestamp that comes now is later than the fastest; 0 before the first packet. */
    long delay(long nowNanos, long timestamp) {
        long base = fastest.value();
        return base == NONE ? 0 : samples(nowNanos) - timestamp - base;
    }

    /** The timestamp to play now for a given delay behind the fastest packets. */
    long timestampAt(long nowNanos, long delay) {
        return samples(nowNanos) - fastest.value() - delay;
    }

    boolean running() {
        return lastTransit != NONE;
    }

    int target() {
        return (int) target;
    }

    int maxDelay() {
        return maxDelay;
    }

    long sinceLastArrivalNanos(long nowNanos) {
        return nowNanos - lastArrivalNanos;
    }

    double jitterMillis() {
        return jitter / SAMPLES_PER_MILLI;
    }
}
