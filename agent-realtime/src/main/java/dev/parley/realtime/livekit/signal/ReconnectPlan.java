package dev.parley.realtime.livekit.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt, and when to give up: as many attempts as {@link SignalSettings} has, with waits that
 * double and differ by chance. A server that lets us in and loses us again is not asked forever: attempts are counted until the media
 * runs, and only a stay of {@link #CALM} lets the waits begin anew.
 */
final class ReconnectPlan {
    static final Duration CALM = Duration.ofSeconds(10);

    private final SignalSettings settings;
    private final DoubleSupplier random;
    private int failures;
    private int shortStays;
    private Instant since = Instant.EPOCH;

    /** @param random numbers from 0 to 1, by which waits differ */
    ReconnectPlan(SignalSettings settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /** In the room for the first time. */
    void joined(Instant now) {
        failures = 0;
        since = now;
    }

    /** In the room again. Whether that counts as a success, the media shows. */
    void back(Instant now) {
        since = now;
        shortStays++;
    }

    /** The media runs: all attempts are there again. */
    void held() {
        failures = 0;
    }

    /** What held until now is broken. */
    void broke(Instant now) {
        if (Duration.between(since, now).compareTo(CALM) >= 0) {
            shortStays = 0;
        }
    }

    /** The wait before the next attempt; empty if there were this many attempts after the first failure. */
    Optional<Duration> next(int attempts) {
        failures++;
        return failures > attempts ? Optional.empty() : Optional.of(wait(failures + shortStays));
    }

    private Duration wait(int failuresBefore) {
        long most = settings.backOff(failuresBefore).toNanos();
        return Duration.ofNanos(Math.round(most * (0.5 + 0.5 * random.getAsDouble())));
    }
}
