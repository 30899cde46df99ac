package dev.parley.realtime.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.AgentSessionBuilder;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.ActorKit;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Tool;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole sessions over a real socket, with a provider that the test speaks for. */
@Timeout(90)
class RealtimeWsIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
    private final AtomicLong heardBytes = new AtomicLong();
    private LoopbackProvider provider;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private AgentSession session;

    /** Tools of the agent. */
    static final class Clock {
        private final AtomicInteger calls = new AtomicInteger();

        @Tool(description = "The time.")
        public String time() {
            calls.incrementAndGet();
            return "noon";
        }
    }

    private final Clock clock = new Clock();

    @BeforeEach
    void startProvider() throws Exception {
        provider = new LoopbackProvider(KIT.system());
    }

    @AfterEach
    void end() throws Exception {
        if (session != null) {
            session.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        provider.stop();
    }

    private OpenAiRealtimeModel model(LinkSettings link) {
        return OpenAiRealtimeModel.builder(KIT.system(), SessionSettings.of("gpt-realtime"))
                .endpoint(Endpoint.openAi(provider.base(), "gpt-realtime", "sk-test"))
                .link(link)
                .build();
    }

    private void start(LinkSettings link) throws Exception {
        start(Parley.session(KIT.system())
                .agent(new Agent(AgentSpec.instructions("Be brief.").tools(FunctionTools.of(clock))))
                .realtime(model(link)));
    }

    private void start(AgentSessionBuilder builder) throws Exception {
        session = builder.build();
        session.on(SessionEvent.class, events::add);
        session.audioOut().runWith(Sink.foreach(frame -> heardBytes.addAndGet(frame.byteCount())), KIT.system());
        session.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
        provider.expect("session.update");
    }

    private <E extends SessionEvent> E expect(Class<E> type) throws InterruptedException {
        while (true) {
            SessionEvent event = events.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("session event " + type.getSimpleName() + ": none within 20 s");
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    /** The history follows the events at once, but after them. */
    private void assertSaid(String... expected) {
        KIT.probe(Object.class).awaitAssert(Duration.ofSeconds(5), () -> {
            assertThat(said()).containsExactly(expected);
            return null;
        });
    }

    private List<String> said() {
        return session.history().messages().stream()
                .map(message -> message.role() + ":" + message.text() + (message.interrupted() ? "…" : ""))
                .toList();
    }

    private Duration heard() {
        return session.outputFormat().durationOf(heardBytes.get() / 2);
    }

    @Test
    void shouldHoldAConversationWithATool() throws Exception {
        start(LinkSettings.standard());
        provider.callerSaid("item_u1", "What time is it?");
        int first = provider.begins("");
        provider.calls(first, "call_1", "time", "{}");
        provider.says("{\"type\":\"response.done\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\"}}");

        JsonNode output = provider.expect("conversation.item.create");
        assertThat(output.at("/item/type").asText()).isEqualTo("function_call_output");
        assertThat(output.at("/item/call_id").asText()).isEqualTo("call_1");
        assertThat(output.at("/item/output").asText()).isEqualTo("noon");
        JsonNode create = provider.expect("response.create");
        int second =
                provider.begins(create.at("/response/metadata/client_event_id").asText());
        provider.begins(second, LoopbackProvider.message(second));
        provider.speaks(second, "It is noon.", 600, 1000);
        provider.ends(second, "completed");

        SessionEvent.SpeechFinished finished = expect(SessionEvent.SpeechFinished.class);
        assertThat(finished.heard()).isEqualTo("It is noon.");
        assertThat(finished.interrupted()).isFalse();
        assertSaid("USER:What time is it?", "ASSISTANT:It is noon.");
        assertThat(heard()).isEqualTo(Duration.ofMillis(600));
        assertThat(clock.calls).hasValue(1);
    }

    @Test
    void shouldAnswerTypedText() throws Exception {
        start(LinkSettings.standard());
        session.sendText("Hello?");

        JsonNode item = provider.expect("conversation.item.create");
        assertThat(item.at("/item/role").asText()).isEqualTo("user");
        assertThat(item.at("/item/content/0/text").asText()).isEqualTo("Hello?");
        JsonNode create = provider.expect("response.create");
        int n = provider.begins(create.at("/response/metadata/client_event_id").asText());
        provider.begins(n, LoopbackProvider.message(n));
        provider.speaks(n, "Hi.", 200, 1000);
        provider.ends(n, "completed");

        expect(SessionEvent.SpeechFinished.class);
        assertSaid("USER:Hello?", "ASSISTANT:Hi.");
    }

    @Test
    void shouldCarryTheCallersAudio() throws Exception {
        start(LinkSettings.standard());
        byte[] pcm = new byte[960];
        Source.range(1, 50)
                .map(i -> AudioFrame.copyOf(pcm, session.inputFormat()))
                .runWith(session.audioIn(), KIT.system());
        session.sendText("Now.");
        provider.expect("response.create");

        KIT.probe(Object.class).awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(provider.audioBytes()).isEqualTo(50 * 960);
            return null;
        });
    }

    @Test
    void shouldTakeBackExactlyWhatTheListenerDidNotHear() throws Exception {
        start(LinkSettings.standard());
        provider.callerSaid("item_u1", "Tell me a story.");
        int n = provider.begins("");
        provider.begins(n, LoopbackProvider.message(n));
        for (int i = 0; i < 10; i++) {
            provider.speaks(n, "Once upon a time there was. ", 500, 1000);
        }
        expect(SessionEvent.AgentTranscript.class);
        KIT.probe(Object.class).awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(heard()).isGreaterThan(Duration.ofMillis(1200));
            return null;
        });
        provider.says("{\"type\":\"input_audio_buffer.speech_started\",\"item_id\":\"item_u2\",\"audio_start_ms\":9}");

        JsonNode truncate = provider.expect("conversation.item.truncate");
        assertThat(truncate.path("item_id").asText()).isEqualTo("item_" + n);
        assertThat((double) truncate.path("audio_end_ms").asLong())
                .isCloseTo((double) heard().toMillis(), within(40.0));
        provider.ends(n, "cancelled");
        SessionEvent.SpeechFinished finished = expect(SessionEvent.SpeechFinished.class);
        assertThat(finished.interrupted()).isTrue();
        assertThat("Once upon a time there was. ".repeat(10)).startsWith(finished.heard());
        assertSaid("USER:Tell me a story.", "ASSISTANT:" + finished.heard() + "…");
    }

    @Test
    void shouldGoOnAfterABrokenConnectionAndSayNothingTwice() throws Exception {
        start(LinkSettings.standard());
        provider.callerSaid("item_u1", "Tell me a story.");
        int n = provider.begins("");
        provider.begins(n, LoopbackProvider.message(n));
        provider.speaks(n, "The first half", 600, 1000);
        expect(SessionEvent.AgentTranscript.class);
        provider.breaks();

        provider.expect("session.update");
        JsonNode user = provider.expect("conversation.item.create");
        assertThat(user.at("/item/content/0/text").asText()).isEqualTo("Tell me a story.");
        JsonNode heard = provider.expect("conversation.item.create");
        assertThat(heard.at("/item/role").asText()).isEqualTo("assistant");
        assertThat(heard.at("/item/content/0/text").asText()).isEqualTo("The first half");
        JsonNode create = provider.expect("response.create");
        assertThat(create.at("/response/instructions").asText()).contains("Go on where your last words stop");
        int rest =
                provider.begins(create.at("/response/metadata/client_event_id").asText());
        provider.begins(rest, LoopbackProvider.message(rest));
        provider.speaks(rest, "and the second.", 400, 1000);
        provider.ends(rest, "completed");
        expect(SessionEvent.SpeechFinished.class);
        expect(SessionEvent.SpeechFinished.class);

        assertSaid("USER:Tell me a story.", "ASSISTANT:The first half", "ASSISTANT:and the second.");
        assertThat(heard()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldMoveToANewSessionWithoutASilence() throws Exception {
        start(LinkSettings.standard().withRollover(Duration.ofSeconds(4), Duration.ofSeconds(3)));
        session.sendText("Hello?");
        JsonNode create = provider.expect("response.create");
        int n = provider.begins(create.at("/response/metadata/client_event_id").asText());
        provider.begins(n, LoopbackProvider.message(n));
        provider.speaks(n, "Hi.", 100, 1000);
        provider.ends(n, "completed");

        provider.expect("session.update");
        JsonNode item = provider.expect("conversation.item.create");
        assertThat(item.at("/item/content/0/text").asText()).isEqualTo("Hello?");
        assertThat(provider.connections()).isEqualTo(2);
        assertThat(provider.expect("conversation.item.create")
                        .at("/item/content/0/text")
                        .asText())
                .isEqualTo("Hi.");
        session.sendText("Still there?");
        provider.expect("response.create");
        assertThat(events).noneMatch(SessionEvent.ErrorOccurred.class::isInstance);
    }

    @Test
    void shouldEndTheSessionWithARemedyWhenTheKeyIsRefused() throws Exception {
        provider.refuses(401);
        session = Parley.session(KIT.system())
                .agent(new Agent(AgentSpec.instructions("Be brief.")))
                .realtime(model(LinkSettings.standard()))
                .build();
        session.start();

        CloseReason reason = session.whenClosed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.ERROR);
        assertThat(reason.detail()).contains("401").contains("set OPENAI_API_KEY");
    }

    @Test
    void shouldSpeakWithAVoiceOfItsOwnWhatTheModelWrites() throws Exception {
        OpenAiRealtimeModel writer = OpenAiRealtimeModel.builder(
                        KIT.system(),
                        SessionSettings.builder("gpt-realtime").written().build())
                .endpoint(Endpoint.openAi(provider.base(), "gpt-realtime", "sk-test"))
                .build();
        start(Parley.session(KIT.system())
                .agent(new Agent(AgentSpec.instructions("Be brief.").tts(new ToneVoice())))
                .realtime(writer));
        provider.callerSaid("item_u1", "Hello?");
        int n = provider.begins("");
        provider.begins(n, LoopbackProvider.message(n));
        provider.says("{\"type\":\"response.output_text.delta\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\","
                + "\"delta\":\"Good morning to you, my friend. How are you \"}");
        provider.says("{\"type\":\"response.output_text.delta\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\","
                + "\"delta\":\"today?\"}");
        provider.ends(n, "completed");

        SessionEvent.SpeechFinished finished = expect(SessionEvent.SpeechFinished.class);
        assertThat(finished.heard()).isEqualTo("Good morning to you, my friend. How are you today?");
        assertThat(session.outputFormat()).isEqualTo(AudioFormat.WIDEBAND);
        assertThat(heardBytes).hasValue(2 * 16 * 2 * 300);
    }

    @Test
    void shouldAnswerATurnThatTheHostCommits() throws Exception {
        start(Parley.session(KIT.system())
                .agent(new Agent(AgentSpec.instructions("Be brief.")))
                .options(SessionOptions.standard()
                        .withTurns(TurnOptions.standard().withDetection(TurnDetection.MANUAL)))
                .realtime(model(LinkSettings.standard())));
        Source.range(1, 7)
                .map(i -> AudioFrame.copyOf(new byte[960], session.inputFormat()))
                .runWith(session.audioIn(), KIT.system());
        KIT.probe(Object.class).awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(provider.audioBytes()).isEqualTo(5 * 960);
            return null;
        });
        var committed = session.commitAudio();

        provider.expect("input_audio_buffer.commit");
        assertThat(provider.audioBytes()).isEqualTo(7 * 960);
        provider.says("{\"type\":\"input_audio_buffer.committed\",\"item_id\":\"item_u1\"}");
        provider.expect("response.create");
        committed.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldHoldOutAFloodAndStillHearTheCaller() throws Exception {
        start(LinkSettings.standard().withAudio(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(30)));
        provider.callerSaid("item_u1", "Tell me everything.");
        int n = provider.begins("");
        provider.begins(n, LoopbackProvider.message(n));
        for (int i = 0; i < 20_000; i++) {
            provider.says("{\"type\":\"response.output_audio_transcript.delta\",\"response_id\":\"resp_" + n
                    + "\",\"item_id\":\"item_" + n + "\",\"delta\":\"a \"}");
        }
        for (int i = 0; i < 100; i++) {
            provider.speaks(n, "", 1000, 1000);
        }

        JsonNode cancel = provider.expect("response.cancel");
        assertThat(cancel.path("response_id").asText()).isEqualTo("resp_" + n);
        assertThat(expect(SessionEvent.ErrorOccurred.class).message())
                .contains("audio: answer resp_" + n)
                .contains("raise most-answer");
        provider.ends(n, "cancelled");
        provider.says("{\"type\":\"input_audio_buffer.speech_started\",\"item_id\":\"item_u2\",\"audio_start_ms\":9}");
        provider.expect("conversation.item.truncate");
    }

    @Test
    void shouldAskBesideTheConversationAndTellWhatItTook() throws Exception {
        BlockingQueue<RealtimeEvent> told = new LinkedBlockingQueue<>();
        OpenAiRealtimeSession alone = model(LinkSettings.standard())
                .open(
                        RealtimeSetup.of("alone", "Be brief.")
                                .withConversation(ChatContext.empty()
                                        .addMessage(ChatRole.USER, "Hello", java.time.Instant.EPOCH)),
                        told::add);
        alone.generateReply(RealtimeReply.of("aside").outOfBand());

        JsonNode create = provider.expect("response.create");
        assertThat(create.at("/response/conversation").asText()).isEqualTo("none");
        provider.begins("aside");
        provider.says("{\"type\":\"response.done\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"usage\":{"
                + "\"input_tokens\":12,\"output_tokens\":5}}}");
        KIT.probe(Object.class).awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(told).hasAtLeastOneElementOfType(RealtimeEvent.GenerationEnded.class);
            return null;
        });
        alone.close();
        alone.whenClosed().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(told)
                .hasAtLeastOneElementOfType(RealtimeEvent.UsageReported.class)
                .contains(new RealtimeEvent.GenerationEnded("aside", RealtimeEvent.Outcome.COMPLETED, ""))
                .last()
                .isEqualTo(new RealtimeEvent.SessionEnded());
    }
}
