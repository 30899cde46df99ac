package dev.parley.session.internal;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.provider.Models;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * A call's ear: finds speech in the caller's audio and has it recognised. Thread-safe.
 *
 * <p>Audio is worked on where it comes in, under this object's monitor, at a small part of its own length; so nothing
 * queues up, however fast it comes.
 */
final class Hearing {
    private final AudioFormat format;
    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final VoiceActivityDetector detector;
    private SpeechToText stt;
    private SpeechToText wanted;
    private AudioFormat recognised;
    private Resampler resampler;
    private Recognition recognition;
    private VadStream vad;
    private Consumer<Stimulus> session = stimulus -> {};
    private boolean closed;

    Hearing(AudioFormat input, Models models, InstantSource clock, ActorSystem<?> system) {
        this.format = input;
        this.system = system;
        this.stt = models.stt();
        this.wanted = stt;
        this.recognised = stt.format();
        this.clock = clock;
        this.resampler = Resampler.between(input, recognised);
        this.detector = models.vad();
        this.vad = detector.open(recognised);
        this.recognition = open(stt);
    }

    private Recognition open(SpeechToText recogniser) {
        return recogniser.capabilities().streaming()
                ? new StreamRecognition(recogniser, system, this::report)
                : new UtteranceRecognition(recogniser, this::report);
    }

    /** Has this one recognise from the next utterance on; a running one, be it the same, is kept. */
    synchronized void recogniseWith(SpeechToText recogniser) {
        wanted = recogniser;
        if (!recognition.hearsSpeech()) {
            changeRecogniser();
        }
    }

    private void changeRecogniser() {
        if (wanted == stt || closed) { // one stream per recogniser: an equal one may be another connection
            return;
        }
        recognition.retire();
        stt = wanted;
        recognition = open(stt);
        if (!recognised.equals(stt.format())) {
            recognised = stt.format();
            resampler = Resampler.between(format, recognised);
            vad = detector.open(recognised);
        }
    }

    /** Tells whom to report to. Called before any audio is given. */
    synchronized void reportTo(Consumer<Stimulus> listener) {
        session = listener;
    }

    private void report(Stimulus stimulus) {
        session.accept(stimulus);
    }

    AudioFormat format() {
        return format;
    }

    /** Where audio goes; its failure is the caller's leaving and ends nothing else. */
    Sink<AudioFrame, NotUsed> sink() {
        return Flow.of(AudioFrame.class).to(Sink.foreach(this::accept));
    }

    synchronized void accept(AudioFrame frame) {
        if (closed) {
            return;
        }
        AudioFrame heard = resampler.accept(frame);
        if (heard.byteCount() == 0) {
            return;
        }
        recognition.accept(heard);
        for (VadEvent event : vad.accept(heard)) {
            on(event);
        }
    }

    private void on(VadEvent event) {
        if (event instanceof VadEvent.SpeechStarted started) {
            recognition.onSpeechStarted();
            report(new Stimulus.SpeechStarted(clock.instant().minus(started.lasted())));
        } else if (event instanceof VadEvent.SpeechPaused paused) {
            report(new Stimulus.SpeechPaused(clock.instant().minus(paused.silence())));
        } else if (event instanceof VadEvent.SpeechResumed) {
            report(new Stimulus.SpeechResumed());
        } else if (event instanceof VadEvent.SpeechEnded ended) {
            report(new Stimulus.SpeechEnded(clock.instant().minus(ended.silence())));
            recognition.onSpeechEnded();
            changeRecogniser();
        }
    }

    /**
     * Has what was heard so far recognised, and reports when all of it is. Speech that goes on counts as over; what
     * follows is new.
     */
    synchronized void flush() {
        if (recognition.hearsSpeech()) {
            report(new Stimulus.SpeechEnded(clock.instant()));
            vad = detector.open(recognised);
        }
        recognition.flush();
    }

    /** Forgets what was heard and not reported yet. */
    synchronized void clear() {
        recognition.clear();
    }

    synchronized void close() {
        closed = true;
        recognition.close();
    }
}
