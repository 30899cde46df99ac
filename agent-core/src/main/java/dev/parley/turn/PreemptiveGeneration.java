package dev.parley.turn;

import java.time.Duration;

/**
 * Thinking ahead: the model answers a final transcript before the turn is surely over. Nothing of the answer is played
 * and none of its tools run before; it is used only if the turn turns out to be what was answered.
 *
 * @param maxAttempts answers begun per turn; 0 switches it off
 * @param maxSpeech no attempt once the caller has spoken for longer than this
 * @param tts whether the voice may work ahead as well
 */
public record PreemptiveGeneration(int maxAttempts, Duration maxSpeech, boolean tts) {
    private static final PreemptiveGeneration STANDARD = new PreemptiveGeneration(3, Duration.ofSeconds(10), false);
    private static final PreemptiveGeneration OFF = new PreemptiveGeneration(0, Duration.ZERO, false);

    /** Three attempts, within the first ten seconds of speech. */
    public static PreemptiveGeneration standard() {
        return STANDARD;
    }

    public static PreemptiveGeneration off() {
        return OFF;
    }

    /** The same, and the voice works ahead too: sooner heard, at the price of speech that nobody hears. */
    public PreemptiveGeneration withTts() {
        return new PreemptiveGeneration(maxAttempts, maxSpeech, true);
    }
}
