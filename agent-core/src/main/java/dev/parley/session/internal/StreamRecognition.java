package dev.parley.session.internal;

import akka.actor.typed.ActorSystem;
import akka.stream.BoundedSourceQueue;
import akka.stream.OverflowStrategy;
import akka.stream.RestartSettings;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RestartFlow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * For a recogniser that listens all the time: one stream for the whole call, begun anew after a failure. Audio that it
 * does not take in time is bounded to 256 frames; the oldest go. Thread-safe.
 */
final class StreamRecognition implements Recognition {
    private static final int INTAKE = 16;
    private static final int BOUND = 256;
    private static final RestartSettings RESTARTS =
            RestartSettings.create(Duration.ofMillis(100), Duration.ofSeconds(2), 0.2);

    /** LiveKit Agents pushes silence behind a committed turn, so that the recogniser ends its utterance. */
    private static final Duration FLUSHING_SILENCE = Duration.ofSeconds(2);

    private final SpeechToText stt;
    private final Consumer<Stimulus> session;
    private final BoundedSourceQueue<AudioFrame> audio;
    private boolean speaking;
    private boolean flushing;
    private boolean deaf;

    StreamRecognition(SpeechToText stt, ActorSystem<?> system, Consumer<Stimulus> session) {
        this.stt = stt;
        this.session = session;
        this.audio = Source.<AudioFrame>queue(INTAKE)
                .buffer(BOUND, OverflowStrategy.dropHead())
                .via(RestartFlow.onFailuresWithBackoff(
                        RESTARTS, () -> stt.stream().mapError(Throwable.class, this::onFailure)))
                .toMat(Sink.foreach(this::onEvent), Keep.left())
                .run(system);
    }

    @Override
    public void accept(AudioFrame frame) {
        audio.offer(frame);
    }

    @Override
    public synchronized void onSpeechStarted() {
        speaking = true;
        deaf = false;
    }

    @Override
    public synchronized void onSpeechEnded() {
        speaking = false;
    }

    @Override
    public synchronized boolean hearsSpeech() {
        return speaking;
    }

    /** If no transcript is under way, nothing follows, and the session's own deadline ends the wait. */
    @Override
    public synchronized void flush() {
        speaking = false;
        flushing = true;
        audio.offer(AudioFrame.silence(FLUSHING_SILENCE, stt.format()));
    }

    /** What is recognised before the next speech belongs to what was cleared. */
    @Override
    public synchronized void clear() {
        deaf = true;
    }

    @Override
    public void retire() {
        Queues.end(audio);
    }

    @Override
    public void close() {
        Queues.end(audio);
    }

    private Throwable onFailure(Throwable failure) {
        session.accept(new Stimulus.HearingFailed("stt", Failures.describe(failure)));
        return failure;
    }

    private synchronized void onEvent(SpeechToTextEvent event) {
        if (deaf) {
            return;
        }
        if (event instanceof SpeechToTextEvent.Interim interim) {
            session.accept(new Stimulus.InterimHeard(interim.text()));
        } else if (event instanceof SpeechToTextEvent.Final end) {
            session.accept(new Stimulus.FinalHeard(end.transcript().text()));
            if (flushing) {
                flushing = false;
                session.accept(new Stimulus.HearingFlushed());
            }
        }
    }
}
