package dev.parley.realtime.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.offline.voice.OfflineVoice;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.realtime.FakeRealtimeServer;
import dev.parley.testkit.realtime.FakeServerSettings;
import dev.parley.testkit.realtime.WireEvent;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.Fault;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import dev.parley.testkit.realtime.script.ReplyRule;
import dev.parley.testkit.realtime.script.ServiceLimits;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole conversations by speech: a session, its realtime model, and the fake service, which hears the caller's real audio. */
@Timeout(180)
class SpeechConversationIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final OfflineVoice VOICE = OfflineVoice.of(ConfigFactory.load());
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STORY = "Once upon a time there was a baker who made the best bread of the whole town."
            + " Every morning people stood before the shop and waited for the door to open.";

    private final Orders orders = new Orders();
    private @Nullable FakeRealtimeServer server;
    private @Nullable AgentSession session;
    private @Nullable Person person;

    /** Tools of the agent. */
    static final class Orders {
        private final List<String> added = new CopyOnWriteArrayList<>();

        @Tool(name = "add_item", description = "Adds some of a product to the caller's order.")
        public String add(@Param("The product's name") String product, @Param("How many") int quantity) {
            added.add(quantity + " " + product);
            return "added";
        }
    }

    @BeforeAll
    static void load() throws Exception {
        VOICE.prewarm().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void hangUp() throws Exception {
        if (person != null) {
            person.close();
        }
        if (session != null) {
            session.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close();
        }
    }

    /** A call that stands. */
    private record Line(FakeRealtimeServer server, AgentSession session, Told told, Person person) {}

    private Line call(RealtimeScript.Builder script, LinkSettings link) throws Exception {
        FakeRealtimeServer fake = FakeRealtimeServer.start(
                script.build(), FakeServerSettings.builder().voice(VOICE).build());
        server = fake;
        OpenAiRealtimeModel model = OpenAiRealtimeModel.builder(KIT.system(), SessionSettings.of("gpt-realtime"))
                .endpoint(Endpoint.openAi(fake.baseUrl().toString(), "gpt-realtime", "sk-test"))
                .link(link)
                .build();
        AgentSession call = Parley.session(KIT.system())
                .agent(new Agent(AgentSpec.instructions("You take orders.").tools(FunctionTools.of(orders))))
                .realtime(model)
                .build();
        session = call;
        Told told = new Told(call);
        call.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
        Person caller = Person.onTheLine(KIT.system(), VOICE, call);
        person = caller;
        fake.awaitSent("session.updated", SOON);
        return new Line(fake, call, told, caller);
    }

    private static void assertEventually(Runnable assertion) {
        KIT.probe(Object.class).awaitAssert(Duration.ofSeconds(10), () -> {
            assertion.run();
            return null;
        });
    }

    /** The service found nothing wrong with what it was sent. An answer may end while its cancelling is on the way. */
    private static void assertNoErrors(Line line) {
        assertThat(line.server().sent().stream()
                        .filter(event -> event.type().equals("error"))
                        .map(WireEvent::json)
                        .filter(error -> !error.at("/error/code").asText().equals("response_cancel_not_active")))
                .isEmpty();
    }

    @Test
    void shouldTakeAnOrderBySpeechWithATool() throws Exception {
        Line line = call(
                RealtimeScript.builder()
                        .userSays("two pizzas please")
                        .userSays("that is all")
                        .rule(ReplyRule.toolAnswered("add_item", FakeReply.say("Two pizzas. Anything else?")))
                        .rule(ReplyRule.heard(
                                "two pizzas", FakeReply.call("add_item", "{\"product\":\"pizza\",\"quantity\":2}")))
                        .rule(ReplyRule.heard("that is all", FakeReply.say("Your order is placed. Goodbye."))),
                LinkSettings.standard());

        line.person().say("two pizzas please");
        line.told().awaitSaid("Anything else?");
        line.person().say("that is all");
        line.told().awaitSaid("Goodbye.");

        assertEventually(() -> assertThat(line.told().said())
                .containsExactly(
                        "USER:two pizzas please",
                        "ASSISTANT:Two pizzas. Anything else?",
                        "USER:that is all",
                        "ASSISTANT:Your order is placed. Goodbye."));
        assertThat(orders.added).containsExactly("2 pizza");
        Duration played = line.told().all(SessionEvent.SpeechFinished.class).stream()
                .map(SessionEvent.SpeechFinished::played)
                .reduce(Duration.ZERO, Duration::plus);
        assertThat(played).isGreaterThan(Duration.ofSeconds(2));
        assertThat(line.person().heard()).isEqualTo(played);
        assertNoErrors(line);
    }

    @Test
    void shouldTakeBackWhatTheListenerDidNotHearWhenTheCallerBargesIn() throws Exception {
        Line line = call(
                RealtimeScript.builder()
                        .userSays("tell me a story")
                        .userSays("stop please, I want a pizza")
                        .rule(ReplyRule.heard("story", FakeReply.say(STORY)))
                        .rule(ReplyRule.heard("pizza", FakeReply.say("A pizza it is."))),
                LinkSettings.standard());
        line.person().say("tell me a story");
        assertEventually(() -> assertThat(line.person().heard()).isGreaterThan(Duration.ofMillis(1500)));
        line.person().say("stop please i want a pizza");

        JsonNode truncate =
                line.server().awaitReceived("conversation.item.truncate", SOON).json();
        Duration heard = line.person().heard();
        assertThat((double) truncate.path("audio_end_ms").asLong()).isCloseTo((double) heard.toMillis(), within(40.0));
        SessionEvent.SpeechFinished cut = line.told().await(SessionEvent.SpeechFinished.class, speech -> true);
        assertThat(cut.interrupted()).isTrue();
        assertThat(STORY).startsWith(cut.heard());
        line.told().awaitSaid("A pizza it is.");

        assertEventually(() -> assertThat(line.told().said())
                .containsExactly(
                        "USER:tell me a story",
                        "ASSISTANT:" + cut.heard() + "…",
                        "USER:stop please, I want a pizza",
                        "ASSISTANT:A pizza it is."));
        assertNoErrors(line);
    }

    /** A model that remembers what it has said of its story, as the conversation tells it, and goes on from there. */
    private static Optional<FakeReply> storyteller(RealtimeTurn turn) {
        List<ChatMessage> messages = turn.context().messages();
        String told = String.join(
                " ",
                messages.stream()
                        .filter(message -> message.role() == ChatRole.ASSISTANT)
                        .map(message -> message.text().strip())
                        .toList());
        boolean wanted = messages.stream().anyMatch(message -> message.text().contains("story"));
        if (!wanted || !STORY.startsWith(told) || told.length() == STORY.length()) {
            return Optional.empty();
        }
        return Optional.of(FakeReply.say(STORY.substring(told.length()).strip()));
    }

    @Test
    void shouldGoOnAfterASocketThatDroppedInMidAnswerAndSayNothingTwice() throws Exception {
        Line line = call(
                RealtimeScript.builder()
                        .userSays("tell me a story")
                        .userSays("thank you")
                        .rule(ReplyRule.heard("thank you", FakeReply.say("You are welcome.")))
                        .rule(SpeechConversationIT::storyteller)
                        .fault(Fault.drop("response.output_audio.delta")
                                .atOccurrence(25)
                                .onConnection(1)),
                LinkSettings.standard());
        line.person().say("tell me a story");
        line.told().awaitSaid("to open.");

        assertThat(line.server().connections()).isEqualTo(2);
        assertEventually(() -> assertThat(line.told().heardOfAgent()).isEqualTo(STORY));
        assertThat(line.told().said().get(0)).isEqualTo("USER:tell me a story");
        assertThat(line.told().all(SessionEvent.ErrorOccurred.class))
                .extracting(SessionEvent.ErrorOccurred::source)
                .containsOnly("realtime");

        line.person().say("thank you");
        line.told().awaitSaid("You are welcome.");
        assertEventually(() -> assertThat(line.told().heardOfAgent()).isEqualTo(STORY + " You are welcome."));
        assertNoErrors(line);
    }

    @Test
    void shouldMoveToANewSessionBeforeTheOldOneEndsWithoutAnAudibleGap() throws Exception {
        LinkSettings link = LinkSettings.standard().withRollover(Duration.ofSeconds(24), Duration.ofSeconds(19));
        Line line = call(
                RealtimeScript.builder()
                        .limits(ServiceLimits.standard().withSession(Duration.ofSeconds(25)))
                        .userSays("tell me a story")
                        .userSays("thank you")
                        .rule(ReplyRule.heard("thank you", FakeReply.say("You are welcome.")))
                        .rule(SpeechConversationIT::storyteller),
                link);
        line.person().say("tell me a story");
        line.told().await(SessionEvent.AgentTranscript.class, delta -> true);
        int mark = line.person().mark();
        line.told().awaitSaid("to open.");

        assertThat(line.server().connections())
                .isGreaterThanOrEqualTo(2); // a short life, so the next may follow already
        assertThat(line.told().heardOfAgent()).isEqualTo(STORY);
        assertThat(line.person().longestPause(mark)).isLessThan(Duration.ofMillis(200));

        line.person().say("thank you");
        line.told().awaitSaid("You are welcome.");
        WireEvent turn = line.server()
                .awaitReceived(
                        event -> event.connection() == 2 && event.type().equals("conversation.item.create"), SOON);
        assertThat(turn.json().at("/item/content/0/text").asText()).isEqualTo("tell me a story");
        assertThat(line.server().sent().stream()
                        .filter(event -> event.type().equals("conversation.item.input_audio_transcription.completed"))
                        .map(WireEvent::connection))
                .hasSize(2)
                .first()
                .isEqualTo(1);
        assertThat(line.told().all(SessionEvent.ErrorOccurred.class)).isEmpty();
        assertNoErrors(line);
    }
}
