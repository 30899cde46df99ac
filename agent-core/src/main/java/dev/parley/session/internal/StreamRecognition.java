package dev.parley.session.internal;

import akka.NotUsed;
import akka.event.Logging;
import akka.stream.BoundedSourceQueue;
import akka.stream.OverflowStrategy;
import akka.stream.RestartSettings;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RestartFlow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.resilience.ModelException;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * For a recogniser that listens all the time: one stream for the whole call, begun anew after a failure ({@link
 * StreamRetries}) and after an end of its own. Audio that it does not take in time is bounded to 256 frames; the oldest go.
 * Thread-safe.
 */
final class StreamRecognition implements Recognition {
    private static final int INTAKE = 16;
    private static final int BOUND = 256;
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final RestartSettings RESTARTS = RestartSettings.create(AT_ONCE, AT_ONCE, 0)
            .withLogSettings(RestartSettings.createLogSettings(Logging.DebugLevel()));

    private final SpeechToText stt;
    private final Optional<Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>>> node;
    private final ModelCalls calls;
    private final StreamRetries retries;
    private final Consumer<Stimulus> session;
    private BoundedSourceQueue<AudioFrame> audio;
    private final Set<String> requestIds = new LinkedHashSet<>();
    private boolean speaking;
    private boolean flushing;
    private boolean deaf;
    private boolean otherTerms;
    private boolean toldStart;
    private boolean tellsUsage;
    private long heard;
    private String model;

    /**
     * A recogniser at work.
     *
     * @param node what listens in the recogniser's place, if anything
     */
    StreamRecognition(
            SpeechToText stt,
            Optional<Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>>> node,
            ModelCalls calls,
            Consumer<Stimulus> session) {
        this.stt = stt;
        this.node = node;
        this.calls = calls;
        this.session = session;
        this.model = stt.name();
        this.retries = new StreamRetries(calls.sttOptions(), calls.clock());
        this.audio = listen();
    }

    private BoundedSourceQueue<AudioFrame> listen() {
        return Source.<AudioFrame>queue(INTAKE)
                .buffer(BOUND, OverflowStrategy.dropHead())
                .map(this::count)
                .via(RestartFlow.withBackoff(RESTARTS, this::listening))
                .toMat(Sink.foreach(this::onEvent), Keep.left())
                .run(calls.system());
    }

    private Flow<AudioFrame, SpeechToTextEvent, ?> listening() {
        Duration wait = retries.waitBeforeNext();
        return wait.isZero()
                ? attempt()
                : Flow.<AudioFrame>create().initialDelay(wait).via(Flow.lazyFlow(this::attempt));
    }

    private Flow<AudioFrame, SpeechToTextEvent, ?> attempt() {
        return node.map(Supplier::get)
                .orElseGet(() -> calls.listen(stt, this::servedBy))
                .mapError(Throwable.class, this::onFailure);
    }

    @Override
    public synchronized void accept(AudioFrame frame) {
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
        listenAnewIfWanted();
    }

    /** A stream listens for what it was opened with; the one before still tells what it has heard. */
    @Override
    public synchronized void onKeyterms() {
        otherTerms = true;
        if (!speaking) {
            listenAnewIfWanted();
        }
    }

    private void listenAnewIfWanted() {
        if (otherTerms) {
            otherTerms = false;
            endSpeech(Duration.ZERO);
            Queues.end(audio);
            audio = listen();
        }
    }

    @Override
    public synchronized boolean hearsSpeech() {
        return speaking;
    }

    /** If no transcript is under way, nothing follows, and the session's own deadline ends the wait. */
    @Override
    public synchronized void flush(Duration silence) {
        endSpeech(Duration.ZERO);
        speaking = false;
        flushing = true;
        if (!silence.isZero()) {
            audio.offer(AudioFrame.silence(silence, stt.format()));
        }
    }

    /** What is recognised before the next speech belongs to what was cleared. */
    @Override
    public synchronized void clear() {
        endSpeech(Duration.ZERO);
        deaf = true;
    }

    @Override
    public synchronized void retire() {
        Queues.end(audio);
    }

    @Override
    public void close() {
        measure();
        synchronized (this) {
            Queues.end(audio);
        }
    }

    private synchronized AudioFrame count(AudioFrame frame) {
        heard += frame.samples();
        return frame;
    }

    private synchronized void servedBy(String member) {
        tellsUsage = false;
        model = member;
    }

    /** Speech that the recogniser has told of is over. */
    private void endSpeech(Duration ago) {
        if (toldStart) {
            toldStart = false;
            session.accept(
                    new Stimulus.RecogniserHeardEnd(calls.clock().instant().minus(ago)));
        }
    }

    private void onUsage(Duration charged) {
        AgentMetrics.SttMetrics metrics;
        synchronized (this) {
            tellsUsage = true;
            metrics = new AgentMetrics.SttMetrics(ModelLabel.of(model), Duration.ZERO, charged, true, requests());
        }
        calls.measured(metrics);
    }

    private List<String> requests() {
        List<String> told = List.copyOf(requestIds);
        requestIds.clear();
        return told;
    }

    /** Tells of the audio given since it was last told, unless the recogniser does so. */
    private void measure() {
        AgentMetrics.SttMetrics metrics;
        synchronized (this) {
            if (heard == 0 || tellsUsage) {
                return;
            }
            Duration length = stt.format().durationOf(heard);
            metrics = new AgentMetrics.SttMetrics(ModelLabel.of(model), Duration.ZERO, length, true, requests());
            heard = 0;
        }
        calls.measured(metrics);
    }

    private Throwable onFailure(Throwable problem) {
        synchronized (this) {
            endSpeech(Duration.ZERO);
        }
        ModelException failure = ModelException.of(stt.name(), problem);
        if (retries.repeats(failure)) {
            calls.retried("stt", failure);
        } else {
            session.accept(new Stimulus.HearingFailed("stt", Failures.describe(failure)));
        }
        return failure;
    }

    private void onEvent(SpeechToTextEvent event) {
        if (event instanceof SpeechToTextEvent.RecognitionUsage usage) {
            onUsage(usage.audio());
            return;
        }
        synchronized (this) {
            event.transcript().requestId().ifPresent(requestIds::add);
        }
        if (event instanceof SpeechToTextEvent.Final) {
            retries.onFinal();
            measure();
        }
        report(event);
    }

    private synchronized void report(SpeechToTextEvent event) {
        if (deaf) {
            return;
        }
        Transcript heard = event.transcript();
        if (event instanceof SpeechToTextEvent.StartOfSpeech start) {
            toldStart = true;
            session.accept(
                    new Stimulus.RecogniserHeardStart(calls.clock().instant().minus(start.ago())));
        } else if (event instanceof SpeechToTextEvent.EndOfSpeech end) {
            endSpeech(end.ago());
        } else if (event instanceof SpeechToTextEvent.Interim) {
            session.accept(
                    new Stimulus.InterimHeard(heard.text(), heard.language(), heard.speakerId(), Optional.empty()));
        } else if (event instanceof SpeechToTextEvent.Preflight) {
            session.accept(new Stimulus.PreflightHeard(heard.text(), heard.language(), heard.speakerId()));
        } else if (event instanceof SpeechToTextEvent.Final) {
            session.accept(new Stimulus.FinalHeard(heard));
            if (flushing) {
                flushing = false;
                session.accept(new Stimulus.HearingFlushed());
            }
            listenAnewIfWanted();
        }
    }
}
