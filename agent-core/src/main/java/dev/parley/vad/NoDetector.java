package dev.parley.vad;

import dev.parley.audio.AudioFormat;
import java.util.List;

/** What {@link VoiceActivityDetector#none()} is. */
enum NoDetector implements VoiceActivityDetector {
    INSTANCE;

    @Override
    public VadStream open(AudioFormat input) {
        return frame -> List.of();
    }
}
