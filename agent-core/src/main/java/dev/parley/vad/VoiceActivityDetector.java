package dev.parley.vad;

import dev.parley.audio.AudioFormat;

/**
 * Finds speech in audio; one detector serves all calls.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface VoiceActivityDetector {

    /** Short name for logs and metrics. */
    default String name() {
        return "vad";
    }

    /** A detector that hears nothing: for a session whose caller only types, or whose turns are taken by transcripts. */
    static VoiceActivityDetector none() {
        return NoDetector.INSTANCE;
    }

    /**
     * Starts listening to one caller. Every frame given to the stream must have this format.
     *
     * @throws IllegalArgumentException if the detector can't work with the format
     */
    VadStream open(AudioFormat input);
}
