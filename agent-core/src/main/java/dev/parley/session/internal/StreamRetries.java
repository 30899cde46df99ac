package dev.parley.session.internal;

import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How often a recogniser's stream is begun again. A final transcript gives it all repetitions back, and so does an attempt
 * that outlived the timeout (LiveKit Agents' rules). When they are used up, or the failure lasts, the failure counts
 * against the session, and after half a second all begins again. Thread-safe.
 */
final class StreamRetries {
    /** LiveKit Agents' interval for making a recogniser's stream anew. */
    static final Duration RECREATE = Duration.ofMillis(500);

    private final ConnectOptions options;
    private final InstantSource clock;
    private Optional<Instant> begunAt = Optional.empty();
    private Duration wait = Duration.ZERO;
    private int repetitions;

    StreamRetries(ConnectOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    /** An attempt is to begin after this wait. One that ended by itself, without a failure, is begun again as well. */
    synchronized Duration waitBeforeNext() {
        Duration before = begunAt.isPresent() ? RECREATE : wait;
        begunAt = Optional.of(clock.instant().plus(before));
        wait = Duration.ZERO;
        return before;
    }

    /** The next attempt is no repetition: it begins at once. */
    synchronized void onRenewal() {
        begunAt = Optional.empty();
        wait = Duration.ZERO;
    }

    synchronized void onFinal() {
        repetitions = 0;
    }

    /** Whether the attempt is repeated before the failure counts. */
    synchronized boolean repeats(ModelException failure) {
        boolean longLived = begunAt.filter(begun -> !clock.instant().isBefore(begun.plus(options.timeout())))
                .isPresent();
        if (longLived) {
            repetitions = 0;
        }
        begunAt = Optional.empty();
        boolean again = failure.retryable() && repetitions < options.maxRetries();
        wait = again ? options.intervalBefore(repetitions) : RECREATE;
        repetitions = again ? repetitions + 1 : 0;
        return again;
    }
}
