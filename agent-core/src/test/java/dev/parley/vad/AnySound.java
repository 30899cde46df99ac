package dev.parley.vad;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A detector that takes any sound for speech, at once. */
public final class AnySound implements VoiceActivityDetector {
    @Override
    public VadStream open(AudioFormat format) {
        boolean[] speaking = {false};
        return frame -> {
            boolean sound = isSound(frame);
            if (sound == speaking[0]) {
                return List.of();
            }
            speaking[0] = sound;
            return List.of(
                    sound
                            ? new VadEvent.SpeechStarted(Duration.ZERO, Duration.ZERO)
                            : new VadEvent.SpeechEnded(Duration.ZERO, Duration.ZERO));
        };
    }

    private static boolean isSound(AudioFrame frame) {
        return IntStream.range(0, frame.samples()).anyMatch(i -> frame.sample(i) != 0);
    }
}
