package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.provider.Models;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.Transcript;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A call's ear: finds speech in the caller's audio, cuts it into utterances and has them recognised, in order. Thread-safe.
 *
 * <p>Audio is worked on where it comes in, under this object's monitor, at a small part of its own length; so nothing
 * queues up, however fast it comes. Utterances that wait for the recogniser are bounded: the ninth is refused, with an
 * error.
 */
final class Hearing {
    private static final int MOST_WAITING = 8;
    private static final int RECOGNITION_SECONDS = 60;

    private final AudioFormat format;
    private final SpeechToText stt;
    private final InstantSource clock;
    private final VoiceActivityDetector detector;
    private final Resampler resampler;
    private final UtteranceCutter cutter;
    private VadStream vad;
    private Consumer<Stimulus> session = stimulus -> {};
    private CompletionStage<?> recognitions = CompletableFuture.completedFuture(NotUsed.getInstance());
    private int waiting;
    private int generation;
    private boolean closed;

    Hearing(AudioFormat input, Models models, InstantSource clock) {
        this.format = input;
        this.stt = models.stt();
        this.clock = clock;
        this.resampler = Resampler.between(input, stt.format());
        this.detector = models.vad();
        this.vad = detector.open(stt.format());
        this.cutter = new UtteranceCutter(stt.format());
    }

    /** Tells whom to report to. Called before any audio is given. */
    synchronized void reportTo(Consumer<Stimulus> listener) {
        session = listener;
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
        cutter.accept(heard);
        for (VadEvent event : vad.accept(heard)) {
            on(event);
        }
        if (cutter.full()) {
            recognize(cutter.cut());
        }
    }

    private void on(VadEvent event) {
        if (event instanceof VadEvent.SpeechStarted started) {
            cutter.begin();
            session.accept(new Stimulus.SpeechStarted(clock.instant().minus(started.lasted())));
        } else if (event instanceof VadEvent.SpeechEnded ended) {
            session.accept(new Stimulus.SpeechEnded(clock.instant().minus(ended.silence())));
            if (cutter.speaking()) {
                recognize(cutter.end());
            }
        }
    }

    /**
     * Has what was heard so far recognised, and reports when all of it is. Speech that goes on counts as over; what
     * follows is new.
     */
    synchronized void flush() {
        if (cutter.speaking()) {
            session.accept(new Stimulus.SpeechEnded(clock.instant()));
            recognize(cutter.end());
            vad = detector.open(stt.format());
        }
        recognitions = recognitions.thenRun(() -> session.accept(new Stimulus.HearingFlushed()));
    }

    /** Forgets what was heard and not reported yet. */
    synchronized void clear() {
        generation++;
        cutter.forget();
    }

    synchronized void close() {
        closed = true;
        generation++;
    }

    private void recognize(AudioFrame utterance) {
        if (waiting >= MOST_WAITING) {
            session.accept(new Stimulus.HearingFailed(
                    "stt", "utterances waiting: " + waiting + " (expected: a recogniser that keeps up)"));
            return;
        }
        waiting++;
        int asked = generation;
        recognitions = recognitions
                .thenCompose(before -> stt.recognize(utterance))
                .toCompletableFuture()
                .orTimeout(RECOGNITION_SECONDS, TimeUnit.SECONDS)
                .handle((transcript, failure) -> {
                    report(asked, transcript, failure);
                    return NotUsed.getInstance();
                });
    }

    private synchronized void report(
            int asked,
            @org.jspecify.annotations.Nullable Transcript transcript,
            @org.jspecify.annotations.Nullable Throwable failure) {
        waiting--;
        if (asked != generation) {
            return;
        }
        if (transcript != null) {
            session.accept(new Stimulus.FinalHeard(transcript.text()));
        } else {
            session.accept(new Stimulus.HearingFailed("stt", Failures.describe(failure)));
        }
    }
}
