package dev.parley.session.internal;

import static dev.parley.resilience.VirtualTime.after;
import static dev.parley.resilience.VirtualTime.failingAfter;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.llm.LanguageModelFallbackAdapter;
import dev.parley.llm.ToolChoice;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import dev.parley.session.SessionConnectOptions;
import dev.parley.session.engine.Stimulus;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import dev.parley.tts.TextToSpeechFallbackAdapter;
import dev.parley.tts.TextToSpeechStreamAdapter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a session asks of its models, again and measured. */
class ModelCallsTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final ModelException busy = ModelStatusException.of("openai/gpt-4o", 503, "");
    private static final ChatRequest REQUEST = new ChatRequest("s", ChatContext.empty(), List.of(), ToolChoice.AUTO);

    private final List<Stimulus> told = new CopyOnWriteArrayList<>();
    private final ModelCalls calls = new ModelCalls(time.system(), SessionConnectOptions.standard(), time, told::add);

    /** A model that gives its answers one after the other. */
    private record Scripted(String name, Deque<Source<ChatChunk, NotUsed>> answers) implements LanguageModel {

        static Scripted of(String name, List<Source<ChatChunk, NotUsed>> answers) {
            return new Scripted(name, new ArrayDeque<>(answers));
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, true);
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            return answers.remove();
        }
    }

    private static Source<ChatChunk, NotUsed> answer() {
        return after(Duration.ofMillis(100), (ChatChunk) new ChatChunk.TextDelta("Hello"))
                .concatLazy(
                        Source.lazySource(() -> after(Duration.ofMillis(200), (ChatChunk) new ChatChunk.Usage(30, 4))));
    }

    private List<AgentMetrics> measured() {
        return told.stream()
                .filter(Stimulus.ModelMeasured.class::isInstance)
                .map(stimulus -> ((Stimulus.ModelMeasured) stimulus).metrics())
                .toList();
    }

    @Test
    void shouldMeasureAnAnswerWithAllItsAttempts() {
        LanguageModel model = Scripted.of("openai/gpt-4o", List.of(Source.failed(busy), answer()));

        Outcome<ChatChunk> outcome = time.run(calls.chat(model, REQUEST, "answer_1"));
        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.elements()).hasSize(2);
        assertThat(told.get(0)).isEqualTo(new Stimulus.ModelRetried("llm", String.valueOf(busy.getMessage())));
        assertThat(measured())
                .containsExactly(new AgentMetrics.LlmMetrics(
                        new ModelLabel("openai", "gpt-4o"),
                        "answer_1",
                        Duration.ofMillis(400),
                        Optional.of(Duration.ofMillis(200)),
                        false,
                        30,
                        4));
    }

    @Test
    void shouldTellThatTheRestOfAnAnswerWasNotWanted() {
        LanguageModel model = Scripted.of("local", List.of(answer()));

        time.run(calls.chat(model, REQUEST, "answer_1").take(1));
        time.pass(Duration.ofSeconds(1));

        assertThat(measured()).singleElement().isInstanceOfSatisfying(AgentMetrics.LlmMetrics.class, llm -> {
            assertThat(llm.cancelled()).isTrue();
            assertThat(llm.timeToFirstToken()).contains(Duration.ofMillis(100));
            assertThat(llm.totalTokens()).isZero();
        });
    }

    @Test
    void shouldNotMeasureWhatFailed() {
        LanguageModel model = Scripted.of("local", List.of(Source.failed(new IllegalStateException("defect"))));

        Outcome<ChatChunk> outcome = time.run(calls.chat(model, REQUEST, "answer_1"));

        assertThat(outcome.failure()).get().extracting("message").isEqualTo("defect");
        assertThat(told).isEmpty();
    }

    @Test // case 37
    void shouldChargeTheMemberThatServed() {
        LanguageModel group = LanguageModelFallbackAdapter.of(
                time.system(),
                Scripted.of("first/a", List.of(Source.failed(busy), Source.failed(busy))),
                Scripted.of("second/b", List.of(answer())));

        time.run(calls.chat(group, REQUEST, "answer_1"));
        time.pass(Duration.ofSeconds(1));

        assertThat(measured()).singleElement().isInstanceOfSatisfying(AgentMetrics.LlmMetrics.class, llm -> {
            assertThat(llm.label()).isEqualTo(new ModelLabel("second", "b"));
            assertThat(llm.fallbackIndex()).contains(1);
        });
        assertThat(told).noneMatch(Stimulus.ModelRetried.class::isInstance);
        assertThat(told).contains(new Stimulus.AnswerServed("answer_1", new ModelLabel("second", "b")));
    }

    /** A voice that says nothing at first and fails after half a second, and then speaks. */
    private final class Hoarse implements TextToSpeech {
        private int asked;

        @Override
        public String name() {
            return "hoarse";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return switch (asked++) {
                case 0 -> Source.empty();
                case 1 -> failingAfter(Duration.ofMillis(500), busy);
                default -> Source.single(AudioFrame.silence(Duration.ofSeconds(1), format()));
            };
        }
    }

    @Test // case 38
    void shouldCountTheTimeToTheFirstAudioFromTheFirstAttempt() {
        time.run(calls.synthesize(new Hoarse(), "Hello.", "speech_1"));
        time.pass(Duration.ofSeconds(10));

        assertThat(told).filteredOn(Stimulus.ModelRetried.class::isInstance).hasSize(2);
        assertThat(measured())
                .containsExactly(new AgentMetrics.TtsMetrics(
                        ModelLabel.of("hoarse"),
                        "speech_1",
                        Duration.ofMillis(2600),
                        Optional.of(Duration.ofMillis(2600)),
                        Duration.ofSeconds(1),
                        false,
                        6));
    }

    @Test
    void shouldTellHowTheProviderNamesItsRequests() {
        LanguageModel model = Scripted.of(
                "openai/gpt-4o",
                List.of(Source.<ChatChunk>from(List.of(
                                new ChatChunk.RequestId("req-1"),
                                new ChatChunk.TextDelta("Hello"),
                                new ChatChunk.RequestId("req-1"),
                                new ChatChunk.RequestId("req-2")))
                        .initialDelay(Duration.ofMillis(100))));

        time.run(calls.chat(model, REQUEST, "answer_1"));
        time.pass(Duration.ofSeconds(1));

        assertThat(measured()).singleElement().isInstanceOfSatisfying(AgentMetrics.LlmMetrics.class, llm -> {
            assertThat(llm.providerRequestIds()).containsExactly("req-1", "req-2");
            assertThat(llm.timeToFirstToken()).contains(Duration.ofMillis(100));
        });
    }

    @Test // case 37
    void shouldTakeNoRequestsIdForTheBeginningOfAnAnswer() {
        LanguageModel group = LanguageModelFallbackAdapter.of(
                time.system(),
                Scripted.of(
                        "first/a",
                        List.of(
                                Source.<ChatChunk>single(new ChatChunk.RequestId("req-1"))
                                        .concat(Source.failed(busy)),
                                Source.failed(busy))),
                Scripted.of("second/b", List.of(answer())));

        Outcome<ChatChunk> outcome = time.run(calls.chat(group, REQUEST, "answer_1"));
        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.elements()).contains(new ChatChunk.TextDelta("Hello"));
    }

    /** Makes a second's sound in two halves; tells the request with the second one. */
    private static final class Telling implements TextToSpeech {
        @Override
        public String name() {
            return "telling";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return synthesizeTimed(text).map(SynthesizedAudio::frame);
        }

        @Override
        public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
            SynthesizedAudio half = SynthesizedAudio.of(AudioFrame.silence(Duration.ofMillis(500), format()));
            return Source.from(List.of(half, half.withRequestId("voice-1"), half.withRequestId("voice-1")));
        }
    }

    /** The same as it is written. */
    private static final class TellingStream implements TextToSpeech {
        private final TextToSpeech voice = new Telling();

        @Override
        public String name() {
            return "telling-stream";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return voice.capabilities().withStreaming();
        }

        @Override
        public AudioFormat format() {
            return voice.format();
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return voice.synthesize(text);
        }

        @Override
        public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
            return new TextToSpeechStreamAdapter(voice).stream();
        }
    }

    private AgentMetrics.TtsMetrics streamed(TextToSpeech voice) {
        told.clear();
        time.run(Source.<SpeechInput>single(new SpeechInput.Text("Hello.")).via(calls.stream(voice, "speech_1")));
        time.pass(Duration.ofSeconds(1));
        return (AgentMetrics.TtsMetrics) measured().get(0);
    }

    @Test // LiveKit Agents' TTSMetrics.streamed
    void shouldTellWhetherTheVoiceTookTheTextAsItWasWrittenAndWhichOfAGroupItWas() {
        assertThat(streamed(new TellingStream()).streamed()).isTrue();
        assertThat(streamed(new TellingStream()).fallbackIndex()).isEmpty();
        assertThat(streamed(new TextToSpeechStreamAdapter(new Telling())).streamed())
                .isFalse();
        TextToSpeech group = TextToSpeechFallbackAdapter.of(time.system(), new TellingStream(), new Telling());
        assertThat(streamed(group).streamed()).isTrue();
        assertThat(streamed(group).fallbackIndex()).contains(0);
    }

    @Test
    void shouldTellWhenTheVoiceBeginsAndByWhichRequest() {
        time.run(calls.synthesize(new Telling(), "Hello.", "speech_1"));
        time.pass(Duration.ofSeconds(1));

        assertThat(told)
                .filteredOn(Stimulus.VoiceBegun.class::isInstance)
                .containsExactly(
                        new Stimulus.VoiceBegun("speech_1", Optional.empty(), ModelLabel.of("telling")),
                        new Stimulus.VoiceBegun("speech_1", Optional.of("voice-1"), ModelLabel.of("telling")));
        assertThat(measured())
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentMetrics.TtsMetrics.class,
                        tts -> assertThat(tts.providerRequestIds()).containsExactly("voice-1"));
    }
}
