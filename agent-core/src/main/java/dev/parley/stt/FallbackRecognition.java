package dev.parley.stt;

import akka.NotUsed;
import akka.event.Logging;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.Materializer;
import akka.stream.RestartSettings;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RestartFlow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.FallbackMembers;
import dev.parley.resilience.ModelException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller's audio on its way through a group of recognisers. Thread-safe.
 *
 * <p>Design notes. The stream of the member that listens is begun anew until its repetitions are used up, then the next
 * member's takes its place; each final transcript gives it all repetitions back. Members that are out hear along through a
 * bounded queue of their own, whose overflow drops new audio: what they understand of it is heard by nobody.
 */
final class FallbackRecognition {
    private static final Logger LOG = LoggerFactory.getLogger(FallbackRecognition.class);
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final int PROBE_FRAMES = 256;
    private static final Duration PROBE_TIME = Duration.ofMinutes(1);

    private final FallbackMembers<SpeechToText> members;
    private final ConnectOptions connect;
    private final AudioFormat format;
    private final Function<SpeechToText, Flow<AudioFrame, SpeechToTextEvent, NotUsed>> beginning;
    private final Consumer<? super SpeechToText> serving;
    private final Materializer materializer;
    private final List<BoundedSourceQueue<AudioFrame>> probes = new CopyOnWriteArrayList<>();
    private final Iterator<SpeechToText> rest;
    private final boolean all;
    private Optional<SpeechToText> current = Optional.empty();
    private int repetitions;
    private Duration wait = Duration.ZERO;
    private boolean told;

    private FallbackRecognition(
            FallbackMembers<SpeechToText> members,
            ConnectOptions connect,
            AudioFormat format,
            Function<SpeechToText, Flow<AudioFrame, SpeechToTextEvent, NotUsed>> beginning,
            Consumer<? super SpeechToText> serving,
            Materializer materializer) {
        this.members = members;
        this.connect = connect;
        this.format = format;
        this.beginning = beginning;
        this.serving = serving;
        this.materializer = materializer;
        this.rest = members.all().iterator();
        this.all = members.noneAvailable();
        advance();
    }

    static Flow<AudioFrame, SpeechToTextEvent, NotUsed> flow(
            FallbackMembers<SpeechToText> members,
            ConnectOptions connect,
            AudioFormat format,
            Function<SpeechToText, Flow<AudioFrame, SpeechToTextEvent, NotUsed>> beginning,
            Consumer<? super SpeechToText> serving) {
        return Flow.fromMaterializer((Materializer materializer, akka.stream.Attributes attributes) ->
                        new FallbackRecognition(members, connect, format, beginning, serving, materializer).listening())
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Flow<AudioFrame, SpeechToTextEvent, NotUsed> listening() {
        RestartSettings restarts = RestartSettings.create(AT_ONCE, AT_ONCE, 0)
                .withRestartOn(failure -> anybodyLeft())
                .withLogSettings(RestartSettings.createLogSettings(Logging.DebugLevel()));
        return Flow.<AudioFrame>create()
                .map(this::hearAlong)
                .via(RestartFlow.onFailuresWithBackoff(restarts, this::begin))
                .watchTermination((mat, end) -> {
                    end.whenComplete((done, failure) -> probes.forEach(FallbackRecognition::end));
                    return mat;
                });
    }

    private AudioFrame hearAlong(AudioFrame frame) {
        probes.forEach(probe -> probe.offer(frame));
        return frame;
    }

    /** A probe may have come to its end by itself, which Akka takes for a defect of the one who ends it. */
    private static void end(BoundedSourceQueue<AudioFrame> probe) {
        try {
            probe.complete();
        } catch (IllegalStateException alreadyOver) {
            LOG.debug("A probe had come to its end before.", alreadyOver);
        }
    }

    private synchronized boolean anybodyLeft() {
        return current.isPresent();
    }

    /** The current member's stream, after the wait that its repetition asks for. */
    private synchronized Flow<AudioFrame, SpeechToTextEvent, ?> begin() {
        SpeechToText member = current.orElseThrow(members::allFailed);
        if (wait.isZero()) {
            return streamOf(member);
        }
        return Flow.<AudioFrame>create().initialDelay(wait).via(Flow.lazyFlow(() -> streamOf(member)));
    }

    private Flow<AudioFrame, SpeechToTextEvent, NotUsed> streamOf(SpeechToText member) {
        return heardBy(member)
                .map(event -> onEvent(member, event))
                .mapError(Throwable.class, failure -> onFailure(member, failure));
    }

    private Flow<AudioFrame, SpeechToTextEvent, NotUsed> heardBy(SpeechToText member) {
        try {
            return resampled(member.format()).via(beginning.apply(member));
        } catch (RuntimeException refused) {
            return Flow.<AudioFrame>create().map(frame -> {
                throw refused;
            });
        }
    }

    private Flow<AudioFrame, AudioFrame, NotUsed> resampled(AudioFormat to) {
        if (to.equals(format)) {
            return Flow.create();
        }
        return Flow.<AudioFrame>create()
                .statefulMap(
                        () -> Resampler.between(format, to),
                        (resampler, frame) -> Pair.create(resampler, resampled(resampler, frame, to)),
                        resampler -> Optional.of(withoutEmpty(resampler.flush())))
                .mapConcat(frames -> frames); // a filter loses one at a failure
    }

    /** An empty frame is a wish, and is passed on. */
    private static List<AudioFrame> resampled(Resampler resampler, AudioFrame frame, AudioFormat to) {
        return frame.byteCount() == 0
                ? List.of(AudioFrame.wrap(new byte[0], to))
                : withoutEmpty(resampler.accept(frame));
    }

    private static List<AudioFrame> withoutEmpty(AudioFrame frame) {
        return frame.byteCount() == 0 ? List.of() : List.of(frame);
    }

    private SpeechToTextEvent onEvent(SpeechToText member, SpeechToTextEvent event) {
        boolean first;
        synchronized (this) {
            first = !told;
            told = true;
            if (event instanceof SpeechToTextEvent.Final) {
                repetitions = 0;
            }
        }
        if (first) {
            members.served(member);
            serving.accept(member);
        }
        if (event instanceof SpeechToTextEvent.Final) {
            members.all().forEach(this::probe);
        }
        return event;
    }

    private Throwable onFailure(SpeechToText member, Throwable failure) {
        ModelException known = ModelException.of(member.name(), failure);
        synchronized (this) {
            if (known.retryable() && repetitions < connect.maxRetries()) {
                wait = connect.intervalBefore(repetitions);
                repetitions++;
                return known;
            }
        }
        members.failed(member, known);
        probe(member);
        return advance() ? known : members.allFailed();
    }

    /** Moves on to the next member that is worth asking; whether there is one. */
    private synchronized boolean advance() {
        current = Optional.empty();
        repetitions = 0;
        wait = Duration.ZERO;
        told = false;
        while (rest.hasNext() && current.isEmpty()) {
            SpeechToText member = rest.next();
            if (all || members.available(member)) {
                current = Optional.of(member);
            }
        }
        return current.isPresent();
    }

    /** Lets a member that is out hear along until it has understood something. */
    private void probe(SpeechToText member) {
        members.probe(member, () -> {
            Pair<BoundedSourceQueue<AudioFrame>, CompletionStage<SpeechToTextEvent>> run = Source.<AudioFrame>queue(
                            PROBE_FRAMES)
                    .via(heardBy(member))
                    .filter(FallbackRecognition::understood)
                    .completionTimeout(PROBE_TIME)
                    .toMat(Sink.head(), Keep.both())
                    .run(materializer.system());
            probes.add(run.first());
            return run.second().whenComplete((event, failure) -> probes.remove(run.first()));
        });
    }

    private static boolean understood(SpeechToTextEvent event) {
        return event instanceof SpeechToTextEvent.Final end
                && !end.transcript().text().isBlank();
    }
}
