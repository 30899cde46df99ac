package dev.parley.session.internal;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RunnableGraph;
import akka.stream.javadsl.Sink;
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
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * For a recogniser that listens all the time: one stream for the whole call, begun anew after a failure ({@link
 * StreamRetries}) and after an end of its own. Thread-safe.
 *
 * <p>Design notes. A recogniser's stream runs on the thread that pushes the audio ({@link CallersThread}), an agent's node on
 * others. Audio that is not taken in time waits in the {@link AudioIntake}, which outlives the streams.
 */
final class StreamRecognition implements Recognition {
    private static final String DISPATCHER = "parley.session.hearing-dispatcher";

    /** Akka's time for the same in its restarts. */
    private static final Duration GRACE = Duration.ofMillis(50);

    private final SpeechToText stt;
    private final Optional<Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>>> node;
    private final ModelCalls calls;
    private final StreamRetries retries;
    private final Consumer<Stimulus> session;
    private volatile AudioIntake audio = new AudioIntake();
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
        listen(audio);
    }

    /** Listens until the stream ends, and then anew. */
    private void listen(AudioIntake intake) {
        stream(intake).run(calls.system()).whenComplete((done, failure) -> onOver(intake, failure));
    }

    private RunnableGraph<CompletionStage<Done>> stream(AudioIntake intake) {
        SharedKillSwitch end = KillSwitches.shared("recognition");
        return intake.source(() -> soon(end::shutdown))
                .map(this::count)
                .via(listening())
                .via(end.flow())
                .toMat(Sink.foreach(this::onEvent), Keep.right())
                .withAttributes(node.isPresent() ? Attributes.none() : ActorAttributes.dispatcher(DISPATCHER));
    }

    /** A stream that wants no more audio is over, but is left the time to tell why. */
    private void soon(Runnable action) {
        calls.system().scheduler().scheduleOnce(GRACE, action, calls.system().executionContext());
    }

    private Flow<AudioFrame, SpeechToTextEvent, ?> listening() {
        Duration wait = retries.waitBeforeNext();
        return wait.isZero()
                ? attempt()
                : Flow.<AudioFrame>create().initialDelay(wait).via(Flow.lazyFlow(this::attempt));
    }

    private Flow<AudioFrame, SpeechToTextEvent, ?> attempt() {
        return node.map(Supplier::get).orElseGet(() -> calls.listen(stt, this::servedBy));
    }

    private void onOver(AudioIntake intake, @Nullable Throwable problem) {
        if (CoordinatedShutdown.get(calls.system()).getShutdownReason().isPresent()) {
            return; // nobody is left to tell
        }
        if (problem != null) {
            onFailure(problem);
        }
        if (!intake.ended()) {
            listen(intake);
        }
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
            audio.end();
            audio = new AudioIntake();
            listen(audio);
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
        audio.end();
    }

    @Override
    public void close() {
        measure();
        synchronized (this) {
            audio.end();
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

    private void onFailure(Throwable problem) {
        synchronized (this) {
            endSpeech(Duration.ZERO);
        }
        ModelException failure = ModelException.of(stt.name(), problem);
        if (retries.repeats(failure)) {
            calls.retried("stt", failure);
        } else {
            session.accept(new Stimulus.HearingFailed("stt", Failures.describe(failure)));
        }
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
