package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.CollectedAnswer;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.llm.LanguageModelFallbackAdapter;
import dev.parley.llm.ToolChoice;
import dev.parley.metrics.ModelUsage;
import dev.parley.provider.Models;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelStatusException;
import dev.parley.telemetry.SessionHistograms;
import dev.parley.telemetry.SessionTracing;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tts.CollectedSpeech;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechStreamAdapter;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the guide shows of models and metrics. */
@Timeout(30)
class ModelsGuideTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** A model whose key is wrong. */
    private record Locked() implements LanguageModel {
        @Override
        public String name() {
            return "example/locked";
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, true);
        }

        // snippet: failure
        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            return Source.failed(ModelStatusException.of(name(), 401, "unknown key"));
        }
        // end: failure
    }

    @Test
    void shouldLetAnotherModelStandIn() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers("hello", ScriptedReply.of("Good day.").timed(seconds(0.01), seconds(0.02)));
        ActorSystem<?> system = kit.system();
        Models models = script.models();
        LanguageModel preferred = new Locked();
        LanguageModel standIn = models.llm();

        // snippet: fallback
        LanguageModelFallbackAdapter llm = LanguageModelFallbackAdapter.of(system, preferred, standIn);
        llm.onAvailabilityChanged(change -> tell(change));
        AgentSession session = Parley.session(system)
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(models.withLlm(llm))
                .build();
        // end: fallback
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), system);
        await(session.start());
        session.sendText("hello");

        assertThat(events.next(SessionEvent.SpeechFinished.class).heard()).isEqualTo("Good day.");
        assertThat(told).contains("example/locked is out");
        // snippet: usage
        for (ModelUsage usage : session.usage().models()) {
            if (usage instanceof ModelUsage.LlmUsage llmUsage) {
                tell(llmUsage.label() + ": " + llmUsage.inputTokens() + " in, " + llmUsage.outputTokens() + " out");
            }
        }
        // end: usage
        await(session.close());
        assertThat(told).contains("scripted/llm: 0 in, 0 out");
    }

    @Test
    void shouldSayHowPatientItIs() throws Exception {
        ActorSystem<?> system = kit.system();
        Models models = LiveScript.create().models().withLlm(new Locked());
        OpenTelemetry openTelemetry = OpenTelemetry.noop();

        // snippet: connect
        ConnectOptions hurried = ConnectOptions.standard().withMaxRetries(1).withTimeout(Duration.ofSeconds(4));
        AgentSession session = Parley.session(system)
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(models)
                .options(SessionOptions.standard()
                        .withMaxErrors(0)
                        .withConnect(SessionConnectOptions.standard().withLlm(hurried)))
                .build();
        // end: connect
        // snippet: tracing
        SessionTracing.of(openTelemetry).attach(session);
        SessionHistograms.of(openTelemetry).attach(session);
        // end: tracing
        session.on(SessionEvent.class, events);
        await(session.start());
        session.sendText("hello");

        SessionEvent.ErrorOccurred error = events.next(SessionEvent.ErrorOccurred.class);
        assertThat(error.recoverable()).isFalse();
        assertThat(error.message())
                .isEqualTo("example/locked: status 401: unknown key (expected: 200 to 299; check the key and what it is"
                        + " allowed)");
        assertThat(events.next(SessionEvent.SessionClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.ERROR);
    }

    @Test
    void shouldTakeAWholeAnswerAndStreamASpeech() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers("hello", ScriptedReply.of("Good day.").timed(seconds(0.01), seconds(0.02)));
        ActorSystem<?> system = kit.system();
        LanguageModel model = script.models().llm();
        TextToSpeech voice = new TextToSpeechStreamAdapter(script.models().tts());
        ChatRequest request = new ChatRequest(
                "s", ChatContext.empty().addMessage(ChatRole.USER, "hello", Instant.EPOCH), List.of(), ToolChoice.AUTO);

        // snippet: collect
        CompletionStage<CollectedAnswer> answer = model.chat(request).runWith(CollectedAnswer.sink(), system);
        CompletionStage<AudioFrame> speech = voice.synthesize("Good day.").runWith(CollectedSpeech.sink(), system);
        // end: collect

        assertThat(await(answer).text()).isEqualTo("Good day.");
        assertThat(streamed(Source.from(List.of("Good ", "day.")), voice)
                        .runWith(CollectedSpeech.sink(), system)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .duration())
                .isEqualTo(await(speech).duration());
    }

    private static Source<AudioFrame, NotUsed> streamed(Source<String, NotUsed> answer, TextToSpeech voice) {
        // snippet: stream
        Source<AudioFrame, NotUsed> speech = answer.<SpeechInput>map(SpeechInput.Text::new)
                .via(voice.stream())
                .map(SynthesizedAudio::frame);
        // end: stream
        return speech;
    }

    private void tell(AvailabilityChanged change) {
        tell(change.model() + (change.available() ? " is back" : " is out"));
    }

    private void tell(String what) {
        told.add(what);
    }
}
