package dev.parley.session;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatMessage;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.RunContext;
import dev.parley.tool.StopResponse;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;
import dev.parley.tool.Toolset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Agents that come and go in a real session: its actor, its threads, its models. */
@Timeout(30)
class AgentsInSessionTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    /** Answers at once what the script says of the input. */
    private static LiveScript script(String... inputsAndTools) {
        LiveScript script = LiveScript.create();
        for (int i = 0; i < inputsAndTools.length; i += 2) {
            script.modelAnswers(
                    inputsAndTools[i],
                    ScriptedReply.of("").timed(seconds(0), seconds(0)).calling(inputsAndTools[i + 1], "{}"));
        }
        return script;
    }

    private AgentSession start(Agent agent, LiveScript script) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(agent)
                .models(script.models())
                .build();
        session.on(SessionEvent.SpeechFinished.class, speech -> {
            if (!speech.heard().isEmpty()) {
                log.add("heard " + speech.heard());
            }
        });
        await(session.start());
        return session;
    }

    private String next() throws InterruptedException {
        String said = log.poll(10, TimeUnit.SECONDS);
        return said == null ? "nothing within 10 s" : said;
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Greets, and says when it comes and goes. */
    private class Host extends Agent {
        Host(AgentSpec spec) {
            super(spec);
        }

        @Override
        public void onEnter(AgentSession session) {
            log.add(id() + " enters");
        }

        @Override
        public void onExit(AgentSession session) {
            log.add(id() + " exits");
        }
    }

    /** Transfers to another agent. */
    public static final class Transfer {
        private final Agent next;

        Transfer(Agent next) {
            this.next = next;
        }

        @Tool(description = "Transfers.")
        public Agent transfer() {
            return next;
        }
    }

    @Test
    void shouldGoOnWithTheModelsOfTheNextAgent() throws Exception {
        LiveScript other = LiveScript.create()
                .modelAnswers("hello", ScriptedReply.of("I am billing.").timed(seconds(0), seconds(0)))
                .voiceSpeaks("I am billing.", ScriptedVoice.of(seconds(0.2)));
        Agent billing = new Host(AgentSpec.instructions("")
                .id("billing")
                .llm(other.models().llm())
                .tts(other.models().tts())
                .stt(other.models().stt()));
        Agent reception =
                new Host(AgentSpec.instructions("").id("reception").tools(FunctionTools.of(new Transfer(billing))));
        AgentSession session = start(reception, script("bill", "transfer"));

        assertThat(next()).isEqualTo("reception enters");
        session.sendText("bill");
        assertThat(next()).isEqualTo("reception exits");
        assertThat(next()).isEqualTo("billing enters");
        assertThat(session.agentId()).isEqualTo("billing");
        session.sendText("hello");
        assertThat(next()).isEqualTo("heard I am billing.");
        assertThat(billing.chatContext().messages())
                .extracting(ChatMessage::text)
                .contains("hello");
        await(session.close());

        assertThat(next()).isEqualTo("billing exits");
        assertThat(billing.chatContext().messages())
                .extracting(ChatMessage::text)
                .containsExactly("hello", "I am billing.");
    }

    @Test
    void shouldHandOverWhenItIsUpdated() throws Exception {
        AgentSession session = start(new Host(AgentSpec.instructions("").id("first")), script());

        session.updateAgent(new Host(AgentSpec.instructions("").id("second")));

        assertThat(List.of(next(), next(), next())).containsExactly("first enters", "first exits", "second enters");
        await(session.close());
    }

    @Test
    void shouldRefuseAnAgentThatTalksElsewhere() throws Exception {
        Agent busy = new Agent(AgentSpec.instructions("").id("busy"));
        AgentSession one = start(busy, script());
        AgentSession two = start(new Agent(AgentSpec.instructions("")), script());

        assertThatThrownBy(() -> two.updateAgent(busy))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("agent busy: talks in another session (expected: a new agent object per session)");
        await(one.close());
        await(two.close());
    }

    /** Learns a word. */
    public final class Word extends AgentTask<String> {
        Word() {
            super(AgentSpec.instructions("").id("word"));
            updateTools(FunctionTools.of(this));
        }

        @Override
        public void onEnter(AgentSession session) {
            log.add("word enters");
        }

        @Tool(description = "Takes the word.")
        public void take() {
            complete("green");
        }
    }

    /** Waits for a task on its own thread. */
    public final class Waiting {
        @Tool(description = "Waits.")
        public String learn(RunContext context) {
            try {
                return "learnt " + new Word().run(context).toCompletableFuture().join();
            } catch (CompletionException failed) {
                Throwable cause = failed.getCause();
                log.add("failed " + (cause == null ? "for no reason" : cause.getMessage()));
                throw new ToolException("nothing", failed);
            }
        }
    }

    @Test
    void shouldLetAToolBlockUntilItsTaskIsDone() throws Exception {
        LiveScript script = script("learn", "learn", "green", "take")
                .modelAnswers("learnt green", ScriptedReply.of("I know now.").timed(seconds(0), seconds(0)))
                .voiceSpeaks("I know now.", ScriptedVoice.of(seconds(0.2)));
        AgentSession session =
                start(new Agent(AgentSpec.instructions("").id("pupil").tools(FunctionTools.of(new Waiting()))), script);

        session.sendText("learn");
        assertThat(next()).isEqualTo("word enters");
        session.sendText("green");

        assertThat(next()).isEqualTo("heard I know now.");
        assertThat(session.agentId()).isEqualTo("pupil");
        await(session.close());
    }

    @Test
    void shouldLetEnteringBlockUntilItsTaskIsDone() throws Exception {
        LiveScript script = script("green", "take");
        Agent pupil = new Agent(AgentSpec.instructions("").id("pupil")) {
            @Override
            public void onEnter(AgentSession session) {
                log.add("learnt "
                        + new Word().run(session).toCompletableFuture().join());
            }
        };
        AgentSession session = start(pupil, script);

        assertThat(next()).isEqualTo("word enters");
        session.sendText("green");

        assertThat(next()).isEqualTo("learnt green");
        await(session.close());
    }

    @Test
    void shouldFailTheTaskWhenTheSessionEnds() throws Exception {
        AgentSession session = start(
                new Agent(AgentSpec.instructions("").id("pupil").tools(FunctionTools.of(new Waiting()))),
                script("learn", "learn"));

        session.sendText("learn");
        assertThat(next()).isEqualTo("word enters");
        await(session.close());

        assertThat(next()).isEqualTo("failed the session ends");
    }

    /** Counts its set-ups and closings. */
    private final class Lamp implements Toolset {
        private volatile List<FunctionTool> tools = List.of();

        @Override
        public String id() {
            return "lamp";
        }

        @Override
        public List<FunctionTool> tools() {
            return tools;
        }

        @Override
        public void setup(AgentSession session) {
            log.add("lamp is set up");
            tools = FunctionTools.of(new Waiting());
        }

        @Override
        public void close() {
            log.add("lamp is closed");
        }
    }

    @Test
    void shouldSetUpToolsetsBeforeTheAgentEntersAndCloseThemWhenItHasLeft() throws Exception {
        AgentSession session =
                start(new Host(AgentSpec.instructions("").id("first").toolset(new Lamp())), script("learn", "learn"));

        assertThat(List.of(next(), next())).containsExactly("lamp is set up", "first enters");
        session.sendText("learn");
        assertThat(next()).isEqualTo("word enters");
        session.updateAgent(new Host(AgentSpec.instructions("").id("second")));

        assertThat(List.of(next(), next(), next(), next()))
                .containsExactlyInAnyOrder(
                        "failed another agent takes over", "first exits", "lamp is closed", "second enters");
        await(session.close());
    }

    @Test
    void shouldNotAnswerATurnThatTheAgentStops() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of("I hear you.").timed(seconds(0), seconds(0)))
                .voiceSpeaks("I hear you.", ScriptedVoice.of(seconds(0.2)));
        Agent choosy = new Agent(AgentSpec.instructions("")) {
            @Override
            public void onUserTurnCompleted(TurnContext turnContext, ChatMessage newMessage) {
                if (newMessage.text().equals("not you")) {
                    throw new StopResponse();
                }
            }
        };
        AgentSession session = start(choosy, script);
        session.on(
                SessionEvent.UserTurnDropped.class, dropped -> log.add(dropped.reason() + " " + dropped.transcript()));

        session.sendText("not you");
        session.sendText("you");

        assertThat(List.of(next(), next())).containsExactly("stopped not you", "heard I hear you.");
        assertThat(session.history().messages()).extracting(ChatMessage::text).containsExactly("you", "I hear you.");
        await(session.close());
    }
}
