package dev.parley.turn;

import java.time.Duration;
import java.util.Optional;

/**
 * When the caller's speech stops the agent's. Names and defaults are LiveKit Agents'.
 *
 * @param enabled whether speeches may be interrupted by the caller at all
 * @param minDuration how long the caller must speak without a pause
 * @param minWords how many words of the turn must have been recognised; 0 asks for none
 * @param aecWarmup from the first sound of the agent on, for how long speech does not interrupt, since the caller's echo
 *     canceller still learns; zero for none; empty for {@link #STANDARD_AEC_WARMUP}, and none on a phone line that the agent's
 *     side has called out on, which cancels its echo itself
 * @param falseInterruptionTimeout an interruption only pauses the speech at first; if this long after the caller's sound
 *     it has not become a turn, the speech goes on. Zero: an interruption cuts the speech at once
 */
public record InterruptionOptions(
        boolean enabled,
        Duration minDuration,
        int minWords,
        Optional<Duration> aecWarmup,
        Duration falseInterruptionTimeout) {
    public static final Duration STANDARD_AEC_WARMUP = Duration.ofSeconds(3);

    private static final InterruptionOptions STANDARD =
            new InterruptionOptions(true, Duration.ofMillis(500), 0, Optional.empty(), Duration.ZERO);

    public InterruptionOptions {
        Durations.requireNotNegative("interruption min-duration", minDuration);
        aecWarmup.ifPresent(warmup -> Durations.requireNotNegative("interruption aec-warmup", warmup));
        Durations.requireNotNegative("interruption false-interruption-timeout", falseInterruptionTimeout);
        if (minWords < 0) {
            throw new IllegalArgumentException("interruption min-words: " + minWords + " (expected: 0 or more)");
        }
    }

    /** Enabled, half a second, no words asked for, warm-up by the caller's line; cuts at once. */
    public static InterruptionOptions standard() {
        return STANDARD;
    }

    /** Speeches play to their end. */
    public static InterruptionOptions disabled() {
        return new InterruptionOptions(false, STANDARD.minDuration, 0, STANDARD.aecWarmup, Duration.ZERO);
    }

    public InterruptionOptions withMinDuration(Duration newMinDuration) {
        return new InterruptionOptions(enabled, newMinDuration, minWords, aecWarmup, falseInterruptionTimeout);
    }

    public InterruptionOptions withMinWords(int newMinWords) {
        return new InterruptionOptions(enabled, minDuration, newMinWords, aecWarmup, falseInterruptionTimeout);
    }

    public InterruptionOptions withAecWarmup(Duration newAecWarmup) {
        return new InterruptionOptions(
                enabled, minDuration, minWords, Optional.of(newAecWarmup), falseInterruptionTimeout);
    }

    /** An interruption pauses the speech, which goes on after this time unless the caller has said something. */
    public InterruptionOptions withFalseInterruptionTimeout(Duration newTimeout) {
        return new InterruptionOptions(enabled, minDuration, minWords, aecWarmup, newTimeout);
    }
}
