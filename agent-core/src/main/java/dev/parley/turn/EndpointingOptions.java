package dev.parley.turn;

import java.time.Duration;

/**
 * How long the caller must be silent for its turn to be over. Names and defaults are LiveKit Agents'. Delays count from the
 * real end of the speech.
 *
 * @param mode whether {@code minDelay} is all, or the least of what the caller's own pauses make of it
 * @param minDelay after this silence a turn is over
 * @param maxDelay after this silence it is over even if a {@link TurnDetector} says that the caller goes on; what is learned
 *     of the caller's pauses never goes beyond it
 * @param alpha the weight of the pauses before against the newest one, more than 0 and at most 1
 * @param predictionTimeout how long a turn waits for its detector's answer, from the transcript on
 */
public record EndpointingOptions(
        Mode mode, Duration minDelay, Duration maxDelay, double alpha, Duration predictionTimeout) {
    private static final EndpointingOptions STANDARD = new EndpointingOptions(
            Mode.FIXED, Duration.ofMillis(500), Duration.ofSeconds(3), 0.9, Duration.ofSeconds(1));

    /** Where the least delay comes from. */
    public enum Mode {
        /** From the settings alone. */
        FIXED,
        /**
         * From the pauses that this caller makes within its turns, as a running average. Needs a detector of voice, which knows
         * when the caller pauses.
         */
        DYNAMIC
    }

    public EndpointingOptions {
        Durations.requireNotNegative("endpointing min-delay", minDelay);
        Durations.requireNotNegative("endpointing prediction-timeout", predictionTimeout);
        if (maxDelay.compareTo(minDelay) < 0) {
            throw new IllegalArgumentException(
                    "endpointing max-delay: " + maxDelay + " (expected: min-delay, " + minDelay + ", or more)");
        }
        if (!(alpha > 0 && alpha <= 1)) {
            throw new IllegalArgumentException("endpointing alpha: " + alpha + " (expected: more than 0, at most 1)");
        }
    }

    /** Fixed: half a second, three if a detector says that the caller goes on. */
    public static EndpointingOptions standard() {
        return STANDARD;
    }

    /** The same, with the least delay learned from the caller's pauses. */
    public EndpointingOptions dynamic() {
        return new EndpointingOptions(Mode.DYNAMIC, minDelay, maxDelay, alpha, predictionTimeout);
    }

    public EndpointingOptions withDelays(Duration newMinDelay, Duration newMaxDelay) {
        return new EndpointingOptions(mode, newMinDelay, newMaxDelay, alpha, predictionTimeout);
    }

    /** With this least delay, and the greatest raised to it if it is shorter. */
    public EndpointingOptions withMinDelay(Duration newMinDelay) {
        return withDelays(newMinDelay, newMinDelay.compareTo(maxDelay) > 0 ? newMinDelay : maxDelay);
    }

    public EndpointingOptions withAlpha(double newAlpha) {
        return new EndpointingOptions(mode, minDelay, maxDelay, newAlpha, predictionTimeout);
    }

    public EndpointingOptions withPredictionTimeout(Duration newTimeout) {
        return new EndpointingOptions(mode, minDelay, maxDelay, alpha, newTimeout);
    }
}
