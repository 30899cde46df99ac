package dev.parley.session.internal;

import akka.Done;
import akka.NotUsed;
import akka.stream.AbruptStageTerminationException;
import akka.stream.AbruptTerminationException;
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
import dev.parley.stt.SpeechToTextFeature;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For a recogniser that listens all the time: one stream for the whole call, begun anew after a failure ({@link
 * StreamRetries}) and after an end of its own. Thread-safe.
 *
 * <p>Design notes. A recogniser's stream runs on the thread that pushes the audio ({@link CallersThread}), an agent's node on
 * others. Audio that is not taken in time waits in the {@link AudioIntake}, which outlives the streams.
 */
final class StreamRecognition implements Recognition {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRecognition.class);
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
    private boolean undetected;
    private boolean flushing;
    private boolean deaf;
    private boolean otherTerms;
    private Optional<AudioIntake> toldStart = Optional.empty();
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
        SharedKillSwitch end = KillSwitches.shared("recognition");
        stream(intake, end).run(calls.system()).whenComplete((done, failure) -> {
            end.shutdown();
            onOver(intake, failure);
        });
    }

    /** With an end before the recogniser as well: it may go on taking audio after its last word. */
    private RunnableGraph<CompletionStage<Done>> stream(AudioIntake intake, SharedKillSwitch end) {
        return intake.source(() -> soon(end::shutdown))
                .via(end.flow())
                .map(this::count)
                .via(listening(intake))
                .via(end.flow())
                .toMat(Sink.<SpeechToTextEvent>foreach(event -> onEvent(intake, event)), Keep.right())
                .withAttributes(node.isPresent() ? Attributes.none() : ActorAttributes.dispatcher(DISPATCHER));
    }

    /** A stream that wants no more audio is over, but is left the time to tell why. */
    private void soon(Runnable action) {
        calls.system().scheduler().scheduleOnce(GRACE, action, calls.system().executionContext());
    }

    private Flow<AudioFrame, SpeechToTextEvent, ?> listening(AudioIntake intake) {
        Duration wait = retries.waitBeforeNext();
        return wait.isZero()
                ? attempt(intake)
                : Flow.<AudioFrame>create().initialDelay(wait).via(Flow.lazyFlow(() -> attempt(intake)));
    }

    private Flow<AudioFrame, SpeechToTextEvent, ?> attempt(AudioIntake intake) {
        return node.map(Supplier::get).orElseGet(() -> calls.listen(stt, member -> servedBy(intake, member)));
    }

    private void onOver(AudioIntake intake, @Nullable Throwable problem) {
        if (systemEnds(problem)) {
            return; // nobody is left to tell
        }
        endWordsOf(intake);
        if (intake.ended()) {
            if (problem != null) {
                LOG.debug("Recogniser [{}] failed after it was replaced or retired.", stt.name(), problem);
            }
            return;
        }
        if (problem != null) {
            onFailure(problem);
        }
        listen(intake);
    }

    private synchronized void endWordsOf(AudioIntake intake) {
        endSpeechOf(intake, Duration.ZERO);
        if (undetected && !intake.ended()) {
            speaking = false;
        }
    }

    /** An orderly shutdown may leave calls their time to end; only the end of the streams' own system ends all. */
    private boolean systemEnds(@Nullable Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof AbruptTerminationException || cause instanceof AbruptStageTerminationException) {
                return true;
            }
        }
        return calls.system().getWhenTerminated().toCompletableFuture().isDone();
    }

    @Override
    public void accept(AudioFrame frame) {
        audio.offer(frame);
    }

    @Override
    public synchronized void onSpeechStarted() {
        speaking = true;
        undetected = false;
        deaf = false;
    }

    @Override
    public synchronized void onSpeechEnded() {
        speaking = false;
        undetected = false;
        if (flushes()) {
            finish();
        }
        listenAnewIfWanted();
    }

    /** A node may hold audio back that a wish would overtake. */
    private boolean flushes() {
        return node.isEmpty() && stt.capabilities().has(SpeechToTextFeature.MANUAL_FLUSH);
    }

    private void finish() {
        audio.offer(AudioFrame.wrap(new byte[0], stt.format()));
    }

    /** The recogniser's own words tell then whether the caller speaks. */
    @Override
    public synchronized void listenToAll() {
        speaking = false;
        undetected = true;
        deaf = false;
    }

    /** A stream listens for what it was opened with; the one before still tells what it has heard. */
    @Override
    public synchronized void onKeyterms() {
        otherTerms = true;
        listenAnewIfWanted();
    }

    private void listenAnewIfWanted() {
        if (otherTerms && !speaking) {
            otherTerms = false;
            endSpeech();
            audio.end();
            audio = new AudioIntake();
            retries.onRenewal();
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
        endSpeech();
        speaking = false;
        flushing = true;
        if (flushes()) {
            finish();
        } else if (!silence.isZero()) {
            audio.offer(AudioFrame.silence(silence, stt.format()));
        }
    }

    /** What is recognised before the next speech belongs to what was cleared. */
    @Override
    public synchronized void clear() {
        endSpeech();
        speaking = false;
        deaf = true;
    }

    @Override
    public synchronized void retire() {
        endSpeech();
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

    /** Another member knows nothing of speech that the one before it has told of. */
    private synchronized void servedBy(AudioIntake intake, String member) {
        endSpeechOf(intake, Duration.ZERO);
        tellsUsage = false;
        model = member;
    }

    /** Speech that the recogniser has told of is over. */
    private void endSpeech() {
        toldStart.ifPresent(intake -> endSpeechOf(intake, Duration.ZERO));
    }

    /** Of speech that another stream has told of, this one doesn't know the end. */
    private synchronized void endSpeechOf(AudioIntake intake, Duration ago) {
        if (toldStart.filter(intake::equals).isPresent()) {
            toldStart = Optional.empty();
            session.accept(
                    new Stimulus.RecogniserHeardEnd(calls.clock().instant().minus(ago)));
        }
    }

    private void onUsage(Duration charged) {
        AgentMetrics.SttMetrics metrics;
        synchronized (this) {
            tellsUsage = true;
            heard = 0;
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
            long told = heard;
            heard = 0;
            if (told == 0 || tellsUsage) {
                return;
            }
            Duration length = stt.format().durationOf(told);
            metrics = new AgentMetrics.SttMetrics(ModelLabel.of(model), Duration.ZERO, length, true, requests());
        }
        calls.measured(metrics);
    }

    private void onFailure(Throwable problem) {
        ModelException failure = ModelException.of(stt.name(), problem);
        if (retries.repeats(failure)) {
            calls.retried("stt", failure);
        } else {
            session.accept(new Stimulus.HearingFailed("stt", Failures.describe(failure)));
        }
    }

    private void onEvent(AudioIntake intake, SpeechToTextEvent event) {
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
        report(intake, event);
    }

    private synchronized void report(AudioIntake intake, SpeechToTextEvent event) {
        if (deaf) {
            return;
        }
        if (undetected) {
            speaking = !(event instanceof SpeechToTextEvent.Final || event instanceof SpeechToTextEvent.EndOfSpeech);
        }
        Transcript heard = event.transcript();
        if (event instanceof SpeechToTextEvent.StartOfSpeech start) {
            onStart(intake, start.ago());
        } else if (event instanceof SpeechToTextEvent.EndOfSpeech end) {
            endSpeechOf(intake, end.ago());
        } else if (event instanceof SpeechToTextEvent.Interim) {
            session.accept(
                    new Stimulus.InterimHeard(heard.text(), heard.language(), heard.speakerId(), Optional.empty()));
        } else if (event instanceof SpeechToTextEvent.Preflight) {
            session.accept(new Stimulus.PreflightHeard(heard.text(), heard.language(), heard.speakerId()));
        } else if (event instanceof SpeechToTextEvent.Final) {
            session.accept(Stimulus.FinalHeard.by(ModelLabel.of(model), heard));
            if (flushing) {
                flushing = false;
                session.accept(new Stimulus.HearingFlushed());
            }
            listenAnewIfWanted();
        }
    }

    /** A stream that gets no more audio is behind: what it hears begin is over for the session. */
    private void onStart(AudioIntake intake, Duration ago) {
        if (!intake.ended()) {
            toldStart = Optional.of(intake);
            session.accept(
                    new Stimulus.RecogniserHeardStart(calls.clock().instant().minus(ago)));
        }
    }
}
