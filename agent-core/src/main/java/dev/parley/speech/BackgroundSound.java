package dev.parley.speech;

import dev.parley.audio.AudioFrame;
import java.time.Duration;

/**
 * Something to be heard behind the voice: LiveKit Agents' {@code AudioConfig}. Immutable.
 *
 * @param clip in any format; it is kept in memory
 * @param volume 0 for silence to 1 for the clip as it is
 * @param probability where there is a choice of sounds, how likely it is this one; what they lack to 1 together is the chance
 *     that nothing is played
 * @param fadeIn how long it takes to come to its volume
 * @param fadeOut how long it takes to fall silent when it is stopped; zero cuts it
 */
public record BackgroundSound(AudioFrame clip, double volume, double probability, Duration fadeIn, Duration fadeOut) {
    public BackgroundSound {
        if (clip.samples() == 0) {
            throw new IllegalArgumentException("background sound: an empty clip (expected: one sample or more)");
        }
        requireShare("volume", volume);
        requireShare("probability", probability);
        if (fadeIn.isNegative() || fadeOut.isNegative()) {
            throw new IllegalArgumentException(
                    "fade: in " + fadeIn + ", out " + fadeOut + " (expected: zero or more each)");
        }
    }

    /** The clip as it is, always, without fades. */
    public static BackgroundSound of(AudioFrame clip) {
        return new BackgroundSound(clip, 1, 1, Duration.ZERO, Duration.ZERO);
    }

    public BackgroundSound withVolume(double newVolume) {
        return new BackgroundSound(clip, newVolume, probability, fadeIn, fadeOut);
    }

    public BackgroundSound withProbability(double newProbability) {
        return new BackgroundSound(clip, volume, newProbability, fadeIn, fadeOut);
    }

    public BackgroundSound withFades(Duration in, Duration out) {
        return new BackgroundSound(clip, volume, probability, in, out);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
        }
    }
}
