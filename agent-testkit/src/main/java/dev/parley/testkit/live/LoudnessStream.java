package dev.parley.testkit.live;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import java.time.Duration;
import java.util.List;

/** Takes all that is not silent for speech: 60 ms of sound begin it, 300 ms of silence end it. */
final class LoudnessStream implements VadStream {
    private static final int LOUD = 500;
    private static final Duration MIN_SPEECH = Duration.ofMillis(60);
    private static final Duration MIN_SILENCE = Duration.ofMillis(300);

    private final AudioFormat format;
    private Duration position = Duration.ZERO;
    private Duration inState = Duration.ZERO;
    private boolean speaking;

    LoudnessStream(AudioFormat format) {
        this.format = format;
    }

    @Override
    public List<VadEvent> accept(AudioFrame frame) {
        position = position.plus(format.durationOf(frame.samples()));
        if (loud(frame) == speaking) {
            inState = Duration.ZERO;
            return List.of();
        }
        inState = inState.plus(format.durationOf(frame.samples()));
        if (inState.compareTo(speaking ? MIN_SILENCE : MIN_SPEECH) < 0) {
            return List.of();
        }
        speaking = !speaking;
        Duration since = position.minus(inState);
        Duration lasted = inState;
        inState = Duration.ZERO;
        return List.of(speaking ? new VadEvent.SpeechStarted(since, lasted) : new VadEvent.SpeechEnded(since, lasted));
    }

    private static boolean loud(AudioFrame frame) {
        int samples = frame.samples() * frame.format().channels();
        for (int i = 0; i < samples; i++) {
            if (Math.abs(frame.sample(i)) > LOUD) {
                return true;
            }
        }
        return false;
    }
}
