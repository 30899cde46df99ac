package dev.parley.session;

import static dev.parley.session.EventLog.await;
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
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import java.time.Duration;
import java.util.List;
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

    private final EventLog events = new EventLog();

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
    private record BrokenLine(AtomicInteger failures) implements OnlyStreams {
        @Override
        public String name() {
            return "scripted/line";
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
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());
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

        SessionEvent.ErrorOccurred first = events.next(SessionEvent.ErrorOccurred.class);
        SessionEvent.ErrorOccurred second = events.next(SessionEvent.ErrorOccurred.class);
        SessionEvent.SpeechFinished speech = events.next(SessionEvent.SpeechFinished.class);
        await(session.close());

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

        assertThat(events.next(SessionEvent.ErrorOccurred.class).recoverable()).isTrue();
        assertThat(events.next(SessionEvent.ErrorOccurred.class).recoverable()).isTrue();
        assertThat(events.next(SessionEvent.UserInputTranscribed.class).transcript())
                .isEqualTo("hello");
        AgentMetrics measured =
                events.next(SessionEvent.AgentMetricsCollected.class).metrics();
        while (!(measured instanceof AgentMetrics.SttMetrics)) {
            measured = events.next(SessionEvent.AgentMetricsCollected.class).metrics();
        }
        assertThat(((AgentMetrics.SttMetrics) measured).streamed()).isTrue();
        await(session.close());
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
        events.next(SessionEvent.SessionClosed.class);
        long counted = events.taken().stream()
                .filter(event -> event instanceof SessionEvent.ErrorOccurred error && !error.recoverable())
                .count();
        assertThat(counted).isEqualTo(4);
    }
}
