package dev.parley.vad;

import java.time.Duration;

/**
 * When sound counts as speech, and when speech has ended.
 *
 * <p>The default times are LiveKit's, so that turn taking behaves as its users know it. A silence of 250 ms is longer
 * than the closure of any consonant and shorter than most pauses for thought; waiting longer would not make an end of
 * turn surer, since that is decided from the real end of speech on and counts this silence as part of its own delay.
 * The default thresholds are stricter than LiveKit's 0.5, as a false start interrupts the agent, while a late one costs
 * some 10 ms: this detector is rarely in doubt about a foreground voice.
 *
 * <p>The thresholds were taken from four pairs by the figures of the accuracy test's tuning set. On the held-out set, heard
 * for the first time afterwards, at most 2 % of utterances were missed with at most one false start a minute, for four
 * voices over noise, babble and music at 20, 10 and 5 dB, but for four of these 96 pairings, all at 5 dB: 1.6 false starts a
 * minute in rain whose drops ring, with two voices, and 4 % missed among seven people and over club music, with one voice
 * each.
 *
 * @param minSpeech how long speech must last before its start is reported; raising it drops coughs and reports later
 * @param minSilence how long silence must last before the end of speech is reported
 * @param activation probability of speech, over 0 up to 1, from which on silence turns into speech
 * @param deactivation probability below which speech turns into silence; not above the activation
 */
public record VadSettings(Duration minSpeech, Duration minSilence, double activation, double deactivation) {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public VadSettings {
        requireShort("min speech", minSpeech);
        requireShort("min silence", minSilence);
        if (!(activation > 0 && activation <= 1)) {
            throw new IllegalArgumentException("activation: " + activation + " (expected: over 0 and at most 1)");
        }
        if (!(deactivation > 0 && deactivation <= activation)) {
            throw new IllegalArgumentException("deactivation: " + deactivation
                    + " (expected: over 0 and at most the activation, " + activation + "); lower it");
        }
    }

    /** What is right for a conversation. */
    public static VadSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    private static void requireShort(String what, Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + ": " + time.toMillis() + " ms (expected: over 0 and at most " + LONGEST.toMillis() + " ms)");
        }
    }

    /** Collects settings; what isn't set keeps its default. */
    public static final class Builder {
        private Duration minSpeech = Duration.ofMillis(50);
        private Duration minSilence = Duration.ofMillis(250);
        private double activation = 0.9;
        private double deactivation = 0.75;

        private Builder() {}

        public Builder minSpeech(Duration time) {
            minSpeech = time;
            return this;
        }

        public Builder minSilence(Duration time) {
            minSilence = time;
            return this;
        }

        /** Sets the activation, and the deactivation 0.15 below it. */
        public Builder activation(double probability) {
            activation = probability;
            deactivation = Math.max(0.01, probability - 0.15);
            return this;
        }

        public Builder deactivation(double probability) {
            deactivation = probability;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public VadSettings build() {
            return new VadSettings(minSpeech, minSilence, activation, deactivation);
        }
    }
}
