package dev.parley.rtc.jitter;

import java.time.Duration;

/**
 * Bounds of a jitter buffer.
 *
 * @param minDelay the target is never below; at least 20 ms, as sound is taken in pieces of that length
 * @param maxDelay the target is never above; what comes later than this is dropped
 * @param capacity of sound held, packets and samples together; beyond it the oldest is dropped
 * @param quantile the part of packets that the target delay is to cover, in per mille; more means fewer gaps and more delay
 * @param silentAfter time without a packet after which comfort noise ends too, unless the sender has said that it is silent
 */
public record JitterSettings(
        Duration minDelay, Duration maxDelay, Duration capacity, int quantile, Duration silentAfter) {

    private static final Duration FRAME = Duration.ofMillis(20);
    private static final Duration LONGEST_PACKET = Duration.ofMillis(120);
    private static final Duration MOST = Duration.ofSeconds(2);

    public JitterSettings {
        if (minDelay.compareTo(FRAME) < 0 || minDelay.compareTo(maxDelay) > 0) {
            throw new IllegalArgumentException(
                    "jitter min delay: " + minDelay + " (expected: 20 ms to max delay, " + maxDelay + ")");
        }
        if (capacity.compareTo(maxDelay.plus(LONGEST_PACKET)) < 0 || capacity.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("jitter capacity: " + capacity
                    + " (expected: at least max delay and the longest packet, " + maxDelay.plus(LONGEST_PACKET)
                    + ", at most " + MOST + ")");
        }
        if (quantile < 500 || quantile > 1000) {
            throw new IllegalArgumentException("jitter quantile: " + quantile + " (expected: 500 to 1000 per mille)");
        }
        if (silentAfter.isNegative() || silentAfter.isZero()) {
            throw new IllegalArgumentException("jitter silent after: " + silentAfter + " (expected: more than zero)");
        }
    }

    /** 20 to 200 ms for 98 % of packets, at most 400 ms held, silent a second after the last packet. */
    public static JitterSettings standard() {
        return new JitterSettings(FRAME, Duration.ofMillis(200), Duration.ofMillis(400), 980, Duration.ofSeconds(1));
    }
}
