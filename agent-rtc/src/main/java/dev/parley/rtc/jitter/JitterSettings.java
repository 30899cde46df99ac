package dev.parley.rtc.jitter;

import java.time.Duration;

/**
 * Bounds of the delay that a buffer adds.
 *
 * @param least delay on a perfect network; at least one frame of 20 ms
 * @param most delay that jitter may raise it to; what waits longer is cut off
 */
public record JitterSettings(Duration least, Duration most) {
    public JitterSettings {
        if (least.toMillis() < 20 || most.compareTo(least.plusMillis(60)) < 0 || most.toMillis() > 1000) {
            throw new IllegalArgumentException("jitter delay: " + least + " to " + most
                    + " (expected: least from PT0.02S on, most 60 ms above it and up to PT1S)");
        }
    }

    /** 20 to 240 ms. */
    public static JitterSettings conversation() {
        return new JitterSettings(Duration.ofMillis(20), Duration.ofMillis(240));
    }
}
