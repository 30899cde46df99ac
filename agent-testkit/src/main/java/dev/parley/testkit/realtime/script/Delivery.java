package dev.parley.testkit.realtime.script;

import java.time.Duration;

/**
 * The pace at which output is sent.
 *
 * @param delta how much audio one delta carries, 10 ms to 10 s
 * @param speed how many times faster than real time audio is sent; 0 for all at once
 */
public record Delivery(Duration delta, double speed) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public Delivery {
        if (delta.compareTo(SHORTEST) < 0 || delta.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("delta: " + delta.toMillis() + " ms (expected: " + SHORTEST.toMillis()
                    + " to " + LONGEST.toMillis() + ")");
        }
        if (!(speed >= 0 && speed <= 1000)) {
            throw new IllegalArgumentException("speed: " + speed + " (expected: 0 to 1000; 0 sends all at once)");
        }
    }

    /** 100 ms a delta at three times real time, so that some seconds are waiting at a client that plays them. */
    public static Delivery standard() {
        return new Delivery(Duration.ofMillis(100), 3);
    }

    /** All at once. */
    public static Delivery burst() {
        return new Delivery(Duration.ofMillis(100), 0);
    }

    /** As fast as it is spoken. */
    public static Delivery realTime() {
        return new Delivery(Duration.ofMillis(100), 1);
    }

    /** Time from one delta to the next. */
    public Duration interval() {
        return speed == 0 ? Duration.ZERO : Duration.ofNanos((long) (delta.toNanos() / speed));
    }
}
