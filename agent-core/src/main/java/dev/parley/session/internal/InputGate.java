package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import dev.parley.session.SessionInput;
import java.time.Duration;
import java.util.Optional;

/** Where a caller's audio comes in, or silence in its place for a moment, or nothing. Thread-safe. */
final class InputGate implements SessionInput {
    /** Detectors and recognisers find the end of what was said in it; LiveKit Agents' {@code stt_flush_duration}. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private volatile boolean enabled = true;
    private Duration silenceLeft = SILENCE;

    @Override
    public synchronized void enableAudio() {
        enabled = true;
        silenceLeft = SILENCE;
    }

    @Override
    public synchronized void disableAudio() {
        enabled = false;
    }

    @Override
    public boolean audioEnabled() {
        return enabled;
    }

    /** What is to be heard in place of a frame while none is taken; the silence keeps its pace. */
    synchronized Optional<AudioFrame> silence(AudioFrame frame) {
        if (silenceLeft.isNegative() || silenceLeft.isZero()) {
            return Optional.empty();
        }
        silenceLeft = silenceLeft.minus(frame.duration());
        return Optional.of(AudioFrame.silence(frame.duration(), frame.format()));
    }
}
