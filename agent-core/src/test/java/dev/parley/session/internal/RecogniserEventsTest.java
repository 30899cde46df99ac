package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.metrics.AgentMetrics;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.VirtualTime;
import dev.parley.session.SessionConnectOptions;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.stt.Transcript;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private StreamRecognition recognising(Source<SpeechToTextEvent, NotUsed> events) {
        StreamRecognition recognition = new StreamRecognition(new Telling(events), Optional.empty(), calls, told::add);
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
                        new Stimulus.FinalHeard(HELLO.transcript()),
                        new Stimulus.RecogniserHeardEnd(begun.plusSeconds(1)));
    }

    @Test
    void shouldEndSpeechThatTheRecogniserCannotEndAnyMore() {
        recognising(after(Duration.ofSeconds(1), new SpeechToTextEvent.StartOfSpeech())
                .concatLazy(Source.lazySource(() -> Source.failed(ModelException.lasting("broken")))));
        time.pass(Duration.ofSeconds(2));

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

    /** Keeps what each of its streams was told to listen for, and understands each frame. */
    private static final class Listening implements SpeechToText {
        private final List<List<String>> opened = new CopyOnWriteArrayList<>();

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
            return Flow.<AudioFrame>create().map(frame -> HELLO);
        }
    }

    @Test
    void shouldOpenAnotherStreamForOtherKeytermsOnceTheCallerIsSilent() {
        Listening stt = new Listening();
        calls.listenFor(List.of("Akka"));
        StreamRecognition recognition = new StreamRecognition(stt, Optional.empty(), calls, told::add);
        recognition.onSpeechStarted();
        calls.listenFor(List.of("Parley"));
        recognition.onKeyterms();
        time.pass(Duration.ofSeconds(1));
        assertThat(stt.opened).as("what is being said goes on").containsExactly(List.of("Akka"));

        recognition.onSpeechEnded();
        recognition.accept(FRAME);
        time.pass(Duration.ofSeconds(1));

        assertThat(stt.opened).containsExactly(List.of("Akka"), List.of("Parley"));
        assertThat(told).containsExactly(new Stimulus.FinalHeard(HELLO.transcript()));
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
