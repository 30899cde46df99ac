package dev.parley.session.internal;

import akka.NotUsed;
import dev.parley.audio.AudioFrame;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.Transcript;
import dev.parley.vad.UtteranceCutter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * For a recogniser that takes whole utterances: cuts them out and has them recognised one after the other. Utterances
 * that wait are bounded: the ninth is refused, with an error. Thread-safe.
 */
final class UtteranceRecognition implements Recognition {
    private static final int MOST_WAITING = 8;

    private final SpeechToText stt;
    private final ModelCalls calls;
    private final UtteranceCutter cutter;
    private final Consumer<Stimulus> session;
    private CompletionStage<?> recognitions = CompletableFuture.completedFuture(NotUsed.getInstance());
    private int waiting;
    private int generation;

    UtteranceRecognition(SpeechToText stt, ModelCalls calls, Consumer<Stimulus> session) {
        this.stt = stt;
        this.calls = calls;
        this.cutter = new UtteranceCutter(stt.format());
        this.session = session;
    }

    @Override
    public synchronized void accept(AudioFrame frame) {
        cutter.accept(frame);
        if (cutter.full()) {
            recognize(cutter.cut());
        }
    }

    @Override
    public synchronized void onSpeechStarted() {
        cutter.begin();
    }

    @Override
    public synchronized void onSpeechEnded() {
        if (cutter.speaking()) {
            AudioFrame utterance = cutter.end();
            if (utterance.byteCount() > 0) {
                recognize(utterance);
            }
        }
    }

    @Override
    public synchronized void listenToAll() {
        cutter.begin();
    }

    @Override
    public synchronized boolean hearsSpeech() {
        return cutter.speaking();
    }

    @Override
    public synchronized void flush(Duration silence) {
        onSpeechEnded();
        recognitions = recognitions.thenRun(() -> session.accept(new Stimulus.HearingFlushed()));
    }

    @Override
    public synchronized void clear() {
        generation++;
        cutter.forget();
    }

    @Override
    public synchronized void retire() {
        onSpeechEnded();
    }

    @Override
    public synchronized void close() {
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
                .thenCompose(before -> calls.recognize(stt, utterance))
                .handle((transcript, failure) -> {
                    report(asked, transcript, failure);
                    return NotUsed.getInstance();
                });
    }

    private synchronized void report(int asked, @Nullable Transcript transcript, @Nullable Throwable failure) {
        waiting--;
        if (asked != generation) {
            return;
        }
        if (transcript != null) {
            session.accept(Stimulus.FinalHeard.by(ModelLabel.of(stt.name()), transcript));
        } else {
            session.accept(new Stimulus.HearingFailed("stt", Failures.describe(failure)));
        }
    }
}
