package dev.parley.testkit;

import java.time.Duration;

/** Short durations for scripts. */
public final class Seconds {
    private Seconds() {}

    /** This many seconds, exact to the nanosecond. */
    public static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
