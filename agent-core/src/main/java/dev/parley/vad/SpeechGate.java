package dev.parley.vad;

import dev.parley.vad.VadEvent.SpeechEnded;
import dev.parley.vad.VadEvent.SpeechPaused;
import dev.parley.vad.VadEvent.SpeechResumed;
import dev.parley.vad.VadEvent.SpeechStarted;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes events of the probability of speech over time.
 *
 * <pre>
 * quiet     p ≥ activation                      → rising
 * rising    p &lt; deactivation                    → quiet
 * rising    min speech since its start          → speaking, SpeechStarted
 * speaking  p &lt; deactivation                    → falling, SpeechPaused
 * falling   p ≥ activation                      → speaking, SpeechResumed
 * falling   min silence since its start         → quiet, SpeechEnded
 * </pre>
 */
final class SpeechGate {
    private enum Phase {
        QUIET,
        RISING,
        SPEAKING,
        FALLING
    }

    private final VadSettings settings;
    private final long minSpeech;
    private final long minSilence;
    private Phase phase = Phase.QUIET;
    private long since;

    SpeechGate(VadSettings settings) {
        this.settings = settings;
        this.minSpeech = settings.minSpeech().toNanos();
        this.minSilence = settings.minSilence().toNanos();
    }

    /**
     * Takes the probability of speech from one place of the audio on to the next.
     *
     * @param from where it begins to hold, in nanoseconds from the first sample
     * @param to where it ends to hold
     * @param heard how much audio has been heard, which is further on
     */
    Optional<VadEvent> accept(float probability, long from, long to, long heard) {
        boolean speech = probability >= settings.activation();
        boolean silence = probability < settings.deactivation();
        if (phase == Phase.QUIET && speech) {
            enter(Phase.RISING, from);
        } else if (phase == Phase.RISING && silence) {
            enter(Phase.QUIET, from);
        } else if (phase == Phase.SPEAKING && silence) {
            enter(Phase.FALLING, from);
            return Optional.of(new SpeechPaused(Duration.ofNanos(from), Duration.ofNanos(heard - from)));
        } else if (phase == Phase.FALLING && speech) {
            enter(Phase.SPEAKING, from);
            return Optional.of(new SpeechResumed(Duration.ofNanos(from), Duration.ofNanos(heard - from)));
        }
        return event(to, heard);
    }

    private Optional<VadEvent> event(long to, long heard) {
        if (phase == Phase.RISING && to - since >= minSpeech) {
            phase = Phase.SPEAKING;
            return Optional.of(new SpeechStarted(Duration.ofNanos(since), Duration.ofNanos(heard - since)));
        }
        if (phase == Phase.FALLING && to - since >= minSilence) {
            phase = Phase.QUIET;
            return Optional.of(new SpeechEnded(Duration.ofNanos(since), Duration.ofNanos(heard - since)));
        }
        return Optional.empty();
    }

    private void enter(Phase next, long from) {
        phase = next;
        since = from;
    }
}
