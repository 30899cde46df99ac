package dev.parley.session;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelUsage;
import dev.parley.provider.Models;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real session does when its models fail, and what it measures of them. */
@Timeout(30)
class ModelFailuresTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private static final ConnectOptions QUICK = ConnectOptions.standard().withRetryInterval(Duration.ofMillis(10));

    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();

    /** Fails so often before it does as the model behind it. */
    private record Unsteady(LanguageModel model, AtomicInteger failures) implements LanguageModel {
        @Override
        public String name() {
            return "scripted/unsteady";
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return model.capabilities();
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            return failures.getAndDecrement() > 0
                    ? Source.failed(ModelException.passing("busy"))
                    : model.chat(request).concat(Source.single(new ChatChunk.Usage(7, 3)));
        }
    }

    /** A stream that breaks with the first sound it hears, so often, and then understands every sound. */
    private record BrokenLine(AtomicInteger failures) implements SpeechToText {
        @Override
        public String name() {
            return "scripted/line";
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
            return CompletableFuture.failedStage(new AssertionError("a recogniser that streams is to be streamed to"));
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            return Flow.<AudioFrame>create().map(frame -> {
                if (failures.getAndDecrement() > 0) {
                    throw ModelException.passing("line down");
                }
                return new SpeechToTextEvent.Final(new Transcript("hello", 1));
            });
        }
    }

    private AgentSession start(Models models) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("")))
                .models(models)
                .options(SessionOptions.standard().withConnect(SessionConnectOptions.all(QUICK)))
                .build();
        session.on(SessionEvent.class, events::add);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return session;
    }

    @Test
    void shouldAskAgainAndMeasureAWholeTurn() throws Exception {
        LiveScript script = LiveScript.create()
                .userWillSay("hello")
                .modelAnswers("hello", ScriptedReply.of("Good day.").timed(seconds(0.01), seconds(0.02)));
        Models models = script.models();
        AgentSession session = start(models.withLlm(new Unsteady(models.llm(), new AtomicInteger(2))));

        Source.repeat(Hum.frame(AudioFormat.WIDEBAND, seconds(0.1)))
                .take(6)
                .concat(Source.repeat(AudioFrame.silence(seconds(0.1), AudioFormat.WIDEBAND))
                        .take(7))
                .throttle(1, Duration.ofMillis(100))
                .runWith(session.audioIn(), kit.system());

        SessionEvent.ErrorOccurred first = next(SessionEvent.ErrorOccurred.class);
        SessionEvent.ErrorOccurred second = next(SessionEvent.ErrorOccurred.class);
        SessionEvent.SpeechFinished speech = next(SessionEvent.SpeechFinished.class);
        session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(List.of(first, second)).allMatch(SessionEvent.ErrorOccurred::recoverable);
        assertThat(first.message()).isEqualTo("busy");
        assertThat(speech.heard()).isEqualTo("Good day.");
        assertThat(session.usage().models())
                .extracting(ModelUsage::label)
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("scripted/stt", "scripted/unsteady", "scripted/tts");
        assertThat(session.usage().models())
                .filteredOn(ModelUsage.LlmUsage.class::isInstance)
                .singleElement()
                .satisfies(usage ->
                        assertThat(((ModelUsage.LlmUsage) usage).inputTokens()).isEqualTo(7));
        assertThat(session.history().messages().get(0).metrics().endOfTurnDelay())
                .isPresent();
        assertThat(session.history().messages().get(1).metrics().e2eLatency()).isPresent();
        assertThat(session.options().connect().llm()).isEqualTo(QUICK);
    }

    @Test
    void shouldGoOnListeningWhenItsLineBreaks() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers("hello", ScriptedReply.of("Good day.").timed(seconds(0.01), seconds(0.02)));
        AgentSession session = start(script.models().withStt(new BrokenLine(new AtomicInteger(2))));

        Source.tick(Duration.ZERO, Duration.ofMillis(50), AudioFrame.silence(seconds(0.05), AudioFormat.WIDEBAND))
                .take(100)
                .runWith(session.audioIn(), kit.system());

        assertThat(next(SessionEvent.ErrorOccurred.class).recoverable()).isTrue();
        assertThat(next(SessionEvent.ErrorOccurred.class).recoverable()).isTrue();
        assertThat(next(SessionEvent.UserInputTranscribed.class).transcript()).isEqualTo("hello");
        AgentMetrics measured = next(SessionEvent.AgentMetricsCollected.class).metrics();
        while (!(measured instanceof AgentMetrics.SttMetrics)) {
            measured = next(SessionEvent.AgentMetricsCollected.class).metrics();
        }
        assertThat(((AgentMetrics.SttMetrics) measured).streamed()).isTrue();
        session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldEndWhenItsLineStaysBroken() throws Exception {
        AgentSession session =
                start(LiveScript.create().models().withStt(new BrokenLine(new AtomicInteger(Integer.MAX_VALUE))));

        Source.tick(Duration.ZERO, Duration.ofMillis(20), AudioFrame.silence(seconds(0.02), AudioFormat.WIDEBAND))
                .take(1000)
                .runWith(session.audioIn(), kit.system());

        CloseReason reason = session.whenClosed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.ERROR);
        assertThat(reason.detail()).startsWith("stt: 4 failures in a row");
        long counted = events.stream()
                .filter(event -> event instanceof SessionEvent.ErrorOccurred error && !error.recoverable())
                .count();
        assertThat(counted).isEqualTo(4);
    }

    private <E extends SessionEvent> E next(Class<E> type) throws InterruptedException {
        while (true) {
            SessionEvent event = events.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + type.getSimpleName() + " within 10 s");
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }
}
