package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.engine.Stimulus;
import dev.parley.vad.UtteranceCutter;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call's ear: finds speech in the caller's audio and has it recognised. Thread-safe.
 *
 * <p>Audio is worked on where it comes in, under this object's monitor, at a small part of its own length; so nothing
 * queues up, however fast it comes.
 */
final class Hearing {
    private final AudioFormat format;
    private final InstantSource clock;
    private final ModelCalls calls;
    private final boolean modelHears;
    private final InputGate gate = new InputGate();
    private VoiceActivityDetector detector;
    private Ear ear;
    private Ear wanted;
    private AudioFormat recognised;
    private Resampler resampler;
    private Recognition recognition;
    private long inferenceNanos;
    private long inferences;
    private VadStream vad;
    private Consumer<Stimulus> session = stimulus -> {};
    private boolean muted;
    private boolean withheld;
    private boolean voiced;
    private boolean closed;

    Hearing(AudioFormat input, Ear first, ModelCalls calls) {
        this.format = input;
        this.modelHears = false;
        this.calls = calls;
        this.ear = first;
        this.wanted = first;
        this.recognised = first.format();
        this.clock = calls.clock();
        this.resampler = Resampler.between(input, recognised);
        this.detector = first.detector();
        this.vad = detector.open(recognised);
        this.recognition = first.open(calls, this::report);
        listenAnew();
    }

    /** An ear whose audio a realtime model hears. */
    Hearing(AudioFormat heard, VoiceActivityDetector detector, Recognition recognition, ModelCalls calls) {
        this.format = heard;
        this.modelHears = true;
        this.ear = new Ear(detector, Optional.empty(), Optional.empty());
        this.wanted = ear;
        this.recognised = heard;
        this.calls = calls;
        this.clock = calls.clock();
        this.resampler = Resampler.between(heard, heard);
        this.detector = detector;
        this.vad = detector.open(heard);
        this.recognition = recognition;
        listenAnew();
    }

    /** Has this one hear from the next utterance on; a recogniser that runs already is kept. What a model hears itself stays. */
    synchronized void hearWith(Ear next) {
        wanted = next;
        if (!speechGoesOn() || nobodyDetects()) {
            changeEar();
        }
    }

    private void changeEar() {
        if (closed) {
            return;
        }
        boolean otherDetector = !wanted.detector().equals(detector);
        boolean otherRecogniser = !modelHears && !wanted.understandsAs(ear);
        if (otherDetector && nobodyDetects()) {
            recognition.onSpeechEnded();
        }
        AudioFormat before = recognised;
        if (otherRecogniser) {
            changeRecogniser();
        }
        detector = wanted.detector();
        if (otherDetector || !recognised.equals(before)) {
            vad = detector.open(recognised);
        }
        if (otherDetector || otherRecogniser) {
            listenAnew();
        }
        ear = wanted;
    }

    /** Has the recogniser listen for these terms from the next utterance on. */
    synchronized void listenFor(List<String> keyterms) {
        calls.listenFor(keyterms);
        recognition.onKeyterms();
    }

    private void changeRecogniser() {
        recognition.retire();
        recognition = wanted.open(calls, this::report);
        if (!recognised.equals(wanted.format())) {
            recognised = wanted.format();
            resampler = Resampler.between(format, recognised);
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

    /** Whether audio comes in. */
    InputGate gate() {
        return gate;
    }

    /** Audio in frames of any length. */
    synchronized void accept(AudioFrame frame) {
        int step = UtteranceCutter.step(frame.format());
        if (frame.samples() <= step) {
            acceptStep(frame);
            return;
        }
        for (int from = 0; from < frame.samples(); from += step) {
            acceptStep(frame.slice(from, Math.min(from + step, frame.samples())));
        }
    }

    private void acceptStep(AudioFrame frame) {
        if (!closed) {
            if (gate.audioEnabled()) {
                hear(frame);
            } else {
                gate.silence(frame).ifPresent(this::hear);
            }
        }
    }

    private void hear(AudioFrame frame) {
        AudioFrame heard = resampler.accept(frame);
        if (heard.byteCount() == 0) {
            return;
        }
        if (muted) {
            recognition.accept(AudioFrame.silence(heard.duration(), recognised));
            return;
        }
        recognition.accept(withheld ? AudioFrame.silence(heard.duration(), recognised) : heard);
        for (VadEvent event : detected(heard)) {
            on(event);
        }
    }

    private List<VadEvent> detected(AudioFrame heard) {
        long before = WorkClock.nanos();
        List<VadEvent> events = vad.accept(heard);
        inferenceNanos += WorkClock.nanos() - before;
        inferences++;
        return events;
    }

    private void on(VadEvent event) {
        if (event instanceof VadEvent.SpeechStarted started) {
            voiced = true;
            if (!withheld) {
                recognition.onSpeechStarted();
            }
            report(new Stimulus.SpeechStarted(clock.instant().minus(started.lasted())));
        } else if (event instanceof VadEvent.SpeechPaused paused) {
            report(new Stimulus.SpeechPaused(clock.instant().minus(paused.silence())));
        } else if (event instanceof VadEvent.SpeechResumed) {
            report(new Stimulus.SpeechResumed());
        } else if (event instanceof VadEvent.SpeechEnded ended) {
            voiced = false;
            report(new Stimulus.SpeechEnded(clock.instant().minus(ended.silence())));
            recognition.onSpeechEnded();
            measure();
            changeEar();
        }
    }

    private void measure() {
        calls.measured(new AgentMetrics.VadMetrics(
                ModelLabel.of(detector.name()), Duration.ofNanos(inferenceNanos), inferences));
        inferenceNanos = 0;
        inferences = 0;
    }

    /**
     * Has what was heard so far recognised, and reports when all of it is. Speech that goes on counts as over; what
     * follows is new.
     *
     * @param silence what a recogniser that listens all the time is given, so that it ends its utterance
     */
    synchronized void flush(Duration silence) {
        endSpeech();
        recognition.flush(silence);
        listenAnew();
    }

    /** The detector finds what goes on as speech that begins. */
    private void endSpeech() {
        if (speechGoesOn()) {
            report(new Stimulus.SpeechEnded(clock.instant()));
            vad = detector.open(recognised);
            voiced = false;
        }
    }

    /** Be it that it is withheld from the recogniser, or that nobody detects it. */
    private boolean speechGoesOn() {
        return voiced || recognition.hearsSpeech();
    }

    /** Forgets what was heard and not reported yet. Speech that goes on counts as over; what follows is new. */
    synchronized void clear() {
        endSpeech();
        recognition.clear();
        listenAnew();
    }

    /** Where nobody tells when speech begins, all that comes from now on may be new speech. */
    private void listenAnew() {
        if (nobodyDetects() && !muted) {
            recognition.listenToAll();
        }
    }

    private boolean nobodyDetects() {
        return detector.equals(VoiceActivityDetector.none());
    }

    /** Takes what comes for silence, and forgets what was heard and not reported yet. Idempotent. */
    synchronized void mute() {
        if (!muted) {
            muted = true;
            voiced = false;
            recognition.onSpeechEnded();
            recognition.clear();
        }
    }

    /** Listens again; speech that goes on begins now. Idempotent. */
    synchronized void unmute() {
        if (muted) {
            muted = false;
            vad = detector.open(recognised);
            listenAnew();
        }
    }

    /** Lets the recogniser hear silence in the caller's place. Idempotent. */
    synchronized void withhold() {
        withheld = true;
    }

    /** Lets the recogniser hear the caller again; of speech that goes on it hears the rest. Idempotent. */
    synchronized void pass() {
        if (withheld && voiced && !recognition.hearsSpeech()) {
            recognition.onSpeechStarted();
        }
        withheld = false;
    }

    synchronized void close() {
        closed = true;
        recognition.close();
    }
}
