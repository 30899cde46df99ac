package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.VirtualTime;
import dev.parley.session.SessionConnectOptions;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.SpeechToTextFallbackAdapter;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.stt.Transcript;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a recogniser that listens all the time tells beside transcripts. */
class RecogniserEventsTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private static final AudioFrame FRAME = AudioFrame.silence(Duration.ofMillis(100), AudioFormat.WIDEBAND);
    private static final SpeechToTextEvent.Final HELLO =
            new SpeechToTextEvent.Final(new Transcript("hello", 0.5).withRequestId("req-1"));

    private final List<Stimulus> told = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private final List<Stimulus> measured = new CopyOnWriteArrayList<>();
    private final ModelCalls calls =
            new ModelCalls(time.system(), SessionConnectOptions.standard(), time, measured::add);

    /** Tells this once it hears, and goes on listening. */
    private record Telling(Source<SpeechToTextEvent, NotUsed> events) implements SpeechToText {
        @Override
        public String name() {
            return "telling";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(true, true);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            throw new UnsupportedOperationException("expected: stream");
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            return Flow.fromSinkAndSourceCoupled(Sink.ignore(), events.concat(Source.maybe()));
        }
    }

    private void tell(Stimulus stimulus) {
        told.add(stimulus);
        arrived.release();
    }

    /** The end of a stream is told on a thread of its own. */
    private void awaitTold(int stimuli) throws InterruptedException {
        assertThat(arrived.tryAcquire(stimuli, 10, TimeUnit.SECONDS))
                .as("told: %s", told)
                .isTrue();
    }

    private StreamRecognition recognising(Source<SpeechToTextEvent, NotUsed> events) {
        StreamRecognition recognition = new StreamRecognition(new Telling(events), Optional.empty(), calls, this::tell);
        recognition.accept(FRAME);
        return recognition;
    }

    private static Source<SpeechToTextEvent, NotUsed> after(Duration delay, SpeechToTextEvent... events) {
        return Source.from(List.of(events)).initialDelay(delay);
    }

    private List<AgentMetrics> measured() {
        return measured.stream()
                .filter(Stimulus.ModelMeasured.class::isInstance)
                .map(stimulus -> ((Stimulus.ModelMeasured) stimulus).metrics())
                .toList();
    }

    private static Stimulus heardBy(String recogniser) {
        return Stimulus.FinalHeard.by(ModelLabel.of(recogniser), HELLO.transcript());
    }

    /** Understands what it has heard when it is asked to. */
    private static final class Flushed implements SpeechToText {
        private final boolean can;
        private final List<Integer> given = new CopyOnWriteArrayList<>();

        private Flushed(boolean can) {
            this.can = can;
        }

        @Override
        public String name() {
            return "flushed";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            SpeechToTextCapabilities streams = new SpeechToTextCapabilities(true, true);
            return can ? streams.with(SpeechToTextFeature.MANUAL_FLUSH) : streams;
        }

        @Override
        public AudioFormat format() {
            return FRAME.format();
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            return CompletableFuture.failedStage(new AssertionError("expected: stream"));
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            return Flow.<AudioFrame>create().mapConcat(frame -> {
                given.add(frame.samples());
                return frame.byteCount() == 0 ? List.of(HELLO) : List.of();
            });
        }
    }

    /** Finds speech in the first frame it is given, and no end of it. */
    private static VadStream alwaysSpeaking() {
        Iterator<VadEvent> events = List.<VadEvent>of(new VadEvent.SpeechStarted(Duration.ZERO, Duration.ZERO))
                .iterator();
        return frame -> events.hasNext() ? List.of(events.next()) : List.of();
    }

    @Test
    void shouldUnderstandTheRestOfASpeechThatWasCleared() {
        Ear ear = new Ear(format -> alwaysSpeaking(), Optional.of(new Flushed(true)), Optional.empty());
        Hearing hearing = new Hearing(FRAME.format(), ear, calls);
        hearing.reportTo(this::tell);

        hearing.accept(FRAME);
        hearing.clear();
        hearing.accept(FRAME);
        hearing.flush(Duration.ZERO);

        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(time.instant()),
                        new Stimulus.SpeechEnded(time.instant()),
                        new Stimulus.SpeechStarted(time.instant()),
                        new Stimulus.SpeechEnded(time.instant()),
                        heardBy("flushed"),
                        new Stimulus.HearingFlushed());
    }

    @Test // STTCapabilities.manual_flush
    void shouldHaveARecogniserFinishWithTheEndOfSpeechAndWithACommit() {
        Flushed stt = new Flushed(true);
        StreamRecognition recognition = new StreamRecognition(stt, Optional.empty(), calls, this::tell);
        recognition.onSpeechStarted();
        recognition.accept(FRAME);
        recognition.onSpeechEnded();
        assertThat(told).containsExactly(heardBy("flushed"));

        recognition.flush(Duration.ofSeconds(2));

        assertThat(stt.given).containsExactly(FRAME.samples(), 0, 0);
        assertThat(told).containsExactly(heardBy("flushed"), heardBy("flushed"), new Stimulus.HearingFlushed());
    }

    @Test // STTCapabilities.manual_flush
    void shouldGiveSilenceToARecogniserThatCannotBeFlushed() {
        Flushed stt = new Flushed(false);
        StreamRecognition recognition = new StreamRecognition(stt, Optional.empty(), calls, this::tell);
        recognition.onSpeechStarted();
        recognition.onSpeechEnded();
        recognition.flush(Duration.ofSeconds(2));

        assertThat(stt.given).containsExactly(2 * FRAME.format().sampleRate());
    }

    @Test
    void shouldTellWhenTheCallerBeganAndEndedAsTheRecogniserSays() {
        recognising(after(
                Duration.ofSeconds(1),
                new SpeechToTextEvent.StartOfSpeech(Duration.ofMillis(200)),
                HELLO,
                new SpeechToTextEvent.EndOfSpeech()));
        java.time.Instant begun = time.instant();
        time.pass(Duration.ofSeconds(2));

        assertThat(told)
                .containsExactly(
                        new Stimulus.RecogniserHeardStart(begun.plusMillis(800)),
                        heardBy("telling"),
                        new Stimulus.RecogniserHeardEnd(begun.plusSeconds(1)));
    }

    @Test
    void shouldEndSpeechThatTheRecogniserCannotEndAnyMore() throws Exception {
        recognising(after(Duration.ofSeconds(1), new SpeechToTextEvent.StartOfSpeech())
                .concatLazy(Source.lazySource(() -> Source.failed(ModelException.lasting("broken")))));
        time.pass(Duration.ofSeconds(2));
        awaitTold(3);

        assertThat(told).hasAtLeastOneElementOfType(Stimulus.RecogniserHeardEnd.class);
        assertThat(told.indexOf(new Stimulus.HearingFailed("stt", "broken")))
                .isGreaterThan(told.indexOf(told.stream()
                        .filter(Stimulus.RecogniserHeardEnd.class::isInstance)
                        .findFirst()
                        .orElseThrow()));
    }

    @Test
    void shouldEndTheSpeechThatAFlushOrAClearingCuts() {
        StreamRecognition flushed = recognising(after(Duration.ZERO, new SpeechToTextEvent.StartOfSpeech()));
        time.pass(Duration.ofSeconds(1));
        flushed.flush(Duration.ZERO);
        flushed.clear();

        assertThat(told)
                .extracting(Object::getClass)
                .containsExactly(Stimulus.RecogniserHeardStart.class, Stimulus.RecogniserHeardEnd.class);
    }

    @Test
    void shouldEndTheSpeechOfAStreamThatEndsByItself() throws Exception {
        Flow<AudioFrame, SpeechToTextEvent, NotUsed> brief = Flow.fromSinkAndSourceCoupled(
                Sink.ignore(), after(Duration.ofSeconds(1), new SpeechToTextEvent.StartOfSpeech()));
        new StreamRecognition(new Listening(), Optional.of(() -> brief), calls, this::tell);
        time.pass(Duration.ofMillis(1200));
        awaitTold(2);

        assertThat(told)
                .extracting(Object::getClass)
                .containsExactly(Stimulus.RecogniserHeardStart.class, Stimulus.RecogniserHeardEnd.class);
    }

    @Test
    void shouldEndTheSpeechOfARecogniserThatIsRetired() {
        StreamRecognition retired = recognising(after(
                Duration.ofSeconds(1), new SpeechToTextEvent.StartOfSpeech(), new SpeechToTextEvent.EndOfSpeech()));
        StreamRecognition begun = recognising(after(Duration.ofSeconds(1), new SpeechToTextEvent.StartOfSpeech()));
        retired.retire();
        time.pass(Duration.ofSeconds(2));
        assertThat(told).as("nobody waits for the one").hasSize(1);
        begun.retire();

        assertThat(told)
                .extracting(Object::getClass)
                .containsExactly(Stimulus.RecogniserHeardStart.class, Stimulus.RecogniserHeardEnd.class);
    }

    /** The first member tells these and fails, the other one tells those. */
    private StreamRecognition falling(List<SpeechToTextEvent> first, SpeechToTextEvent... second) {
        Source<SpeechToTextEvent, NotUsed> broken = after(
                        Duration.ofSeconds(1), first.toArray(SpeechToTextEvent[]::new))
                .concatLazy(Source.lazySource(() -> Source.failed(ModelException.lasting("broken"))));
        SpeechToTextFallbackAdapter group = SpeechToTextFallbackAdapter.of(
                time.system(), new Telling(broken), new Telling(after(Duration.ofSeconds(1), second)));
        StreamRecognition recognition = new StreamRecognition(group, Optional.empty(), calls, this::tell);
        recognition.accept(FRAME);
        return recognition;
    }

    @Test
    void shouldEndTheSpeechThatAnotherMemberOfAGroupKnowsNothingOf() {
        falling(List.of(new SpeechToTextEvent.StartOfSpeech()), HELLO);
        time.pass(Duration.ofSeconds(3));

        assertThat(told)
                .extracting(Object::getClass)
                .containsExactly(
                        Stimulus.RecogniserHeardStart.class,
                        Stimulus.RecogniserHeardEnd.class,
                        Stimulus.FinalHeard.class);
    }

    @Test
    void shouldChargeNoAudioTwiceWhereAnotherMemberDoesNotSayWhatItCharges() {
        StreamRecognition recognition = falling(
                List.of(new SpeechToTextEvent.RecognitionUsage(FRAME.duration().multipliedBy(3)), HELLO), HELLO);
        time.pass(Duration.ofMillis(1500));
        recognition.accept(FRAME);
        time.pass(Duration.ofSeconds(3));

        assertThat(measured())
                .extracting(metrics -> ((AgentMetrics.SttMetrics) metrics).audioDuration())
                .containsExactly(FRAME.duration().multipliedBy(3), FRAME.duration());
    }

    /** Keeps what each of its streams was told to listen for, and understands each frame. */
    private static final class Listening implements SpeechToText {
        private final List<List<String>> opened = new CopyOnWriteArrayList<>();
        private final Flow<AudioFrame, SpeechToTextEvent, NotUsed> first;

        private Listening(Flow<AudioFrame, SpeechToTextEvent, NotUsed> first) {
            this.first = first;
        }

        private Listening() {
            this(Flow.<AudioFrame>create().map(frame -> HELLO));
        }

        @Override
        public String name() {
            return "listening";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(true, false).with(SpeechToTextFeature.KEYTERMS);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            throw new UnsupportedOperationException("expected: stream");
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms) {
            opened.add(keyterms);
            return opened.size() == 1 ? first : Flow.<AudioFrame>create().map(frame -> HELLO);
        }
    }

    @Test
    void shouldOpenAnotherStreamForOtherKeytermsOnceTheCallerIsSilent() {
        Listening stt = new Listening();
        calls.listenFor(List.of("Akka"));
        StreamRecognition recognition = new StreamRecognition(stt, Optional.empty(), calls, this::tell);
        recognition.onSpeechStarted();
        calls.listenFor(List.of("Parley"));
        recognition.onKeyterms();
        time.pass(Duration.ofSeconds(1));
        assertThat(stt.opened).as("what is being said goes on").containsExactly(List.of("Akka"));

        recognition.onSpeechEnded();
        recognition.accept(FRAME);
        time.pass(Duration.ofSeconds(1));

        assertThat(stt.opened).containsExactly(List.of("Akka"), List.of("Parley"));
        assertThat(told).containsExactly(heardBy("listening"));
    }

    @Test
    void shouldOpenNoOtherStreamInTheMiddleOfASpeechAndAtOnceBehindIt() {
        Listening stt = new Listening();
        StreamRecognition recognition = new StreamRecognition(stt, Optional.empty(), calls, this::tell);
        recognition.onSpeechStarted();
        calls.listenFor(List.of("Parley"));
        recognition.onKeyterms();
        recognition.accept(FRAME);
        assertThat(told).as("a part of the speech is final").hasSize(1);
        assertThat(stt.opened).containsExactly(List.of());

        recognition.onSpeechEnded();

        assertThat(stt.opened).containsExactly(List.of(), List.of("Parley"));
    }

    @Test
    void shouldOpenAnotherStreamBehindAFinalTranscriptWhereNobodyDetectsVoices() {
        List<SpeechToTextEvent> words = List.of(new SpeechToTextEvent.Interim("hel"), HELLO);
        Listening stt =
                new Listening(Flow.<AudioFrame>create().zip(Source.from(words)).map(Pair::second));
        StreamRecognition recognition = new StreamRecognition(stt, Optional.empty(), calls, this::tell);
        recognition.listenToAll();
        recognition.accept(FRAME);
        calls.listenFor(List.of("Parley"));
        recognition.onKeyterms();
        assertThat(stt.opened).as("in the middle of a word").containsExactly(List.of());

        recognition.accept(FRAME);

        assertThat(stt.opened).containsExactly(List.of(), List.of("Parley"));
    }

    @Test
    void shouldNotCountTheFailureOfAStreamThatWasReplaced() {
        Source<SpeechToTextEvent, NotUsed> reset = Source.<SpeechToTextEvent>failed(ModelException.lasting("reset"));
        StreamRecognition recognition = new StreamRecognition(
                new Listening(Flow.<AudioFrame>create()
                        .<SpeechToTextEvent>map(frame -> HELLO)
                        .concatLazy(Source.lazySource(() -> reset))),
                Optional.empty(),
                calls,
                this::tell);
        recognition.accept(FRAME);
        recognition.onKeyterms();
        time.pass(Duration.ofSeconds(1));
        recognition.accept(FRAME);

        assertThat(told).containsExactly(heardBy("listening"), heardBy("listening"));
    }

    @Test
    void shouldMeasureWhatTheRecogniserSaysItChargesFor() {
        StreamRecognition recognition = recognising(after(
                Duration.ofSeconds(1), new SpeechToTextEvent.RecognitionUsage(Duration.ofSeconds(15)), HELLO, HELLO));
        time.pass(Duration.ofSeconds(2));
        recognition.accept(FRAME);
        recognition.close();

        assertThat(measured()).singleElement().isInstanceOfSatisfying(AgentMetrics.SttMetrics.class, stt -> {
            assertThat(stt.audioDuration()).isEqualTo(Duration.ofSeconds(15));
            assertThat(stt.streamed()).isTrue();
        });
    }

    @Test
    void shouldMeasureTheAudioOfOneThatDoesNotSay() {
        recognising(after(Duration.ofSeconds(1), HELLO));
        time.pass(Duration.ofSeconds(2));

        assertThat(measured()).singleElement().isInstanceOfSatisfying(AgentMetrics.SttMetrics.class, stt -> {
            assertThat(stt.audioDuration()).isEqualTo(FRAME.duration());
            assertThat(stt.providerRequestIds()).containsExactly("req-1");
        });
    }
}
