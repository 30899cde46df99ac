package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import dev.parley.AgentSessionBuilder;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.provider.Models;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import dev.parley.testkit.run.RunAssert;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Tool;
import dev.parley.tool.Toolset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' {@code AgentSession(tools=[Toolset])}: tools for a whole session, with a life of their own. */
@Timeout(30)
class SessionToolsTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    /** What a desk can look up. */
    public static final class Desk {
        @Tool(description = "Tells when the shop opens.")
        public String hours() {
            return "at eight";
        }
    }

    /** Has its tools once it is set up. */
    private final class Lookup implements Toolset {
        private final String id;
        private final boolean broken;
        private volatile List<FunctionTool> tools = List.of();

        private Lookup(String id, boolean broken) {
            this.id = id;
            this.broken = broken;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public List<FunctionTool> tools() {
            return tools;
        }

        @Override
        public void setup(AgentSession session) {
            log.add(id + " is set up");
            if (broken) {
                throw new IllegalStateException("no connection");
            }
            tools = FunctionTools.of(new Desk());
        }

        @Override
        public void close() {
            log.add(id + " is closed");
        }
    }

    private final class Clerk extends Agent {
        private Clerk(String id) {
            super(AgentSpec.instructions("Be kind.").id(id));
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

    // snippet: session-toolset
    /** Whoever talks in this session may look things up; the connection is there for as long as the session. */
    static AgentSession withLookup(ActorSystem<?> system, Models models, Agent agent, Toolset lookup) {
        return Parley.session(system)
                .agent(agent)
                .models(models)
                .toolset(lookup)
                .build();
    }
    // end: session-toolset

    private static Models models() {
        return Models.textOnly(LiveScript.create()
                .modelAnswers(
                        "When?",
                        ScriptedReply.of("").timed(seconds(0), seconds(0)).calling("hours", "{}"))
                .modelAnswers("at eight", ScriptedReply.of("At eight.").timed(seconds(0), seconds(0)))
                .models()
                .llm());
    }

    private String next() throws InterruptedException {
        return String.valueOf(log.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldSetUpItsToolsetsOnceOfferThemToAllItsAgentsAndCloseThemAtItsEnd() throws Exception {
        AgentSession session = withLookup(kit.system(), models(), new Clerk("first"), new Lookup("lookup", false));
        await(session.start());

        RunAssert.expect(session.run("When?")).containsFunctionCallOutput("at eight");
        session.updateAgent(new Clerk("second"));
        assertThat(List.of(next(), next(), next(), next()))
                .containsExactly("lookup is set up", "first enters", "first exits", "second enters");
        RunAssert.expect(session.run("When?")).containsFunctionCallOutput("at eight");
        await(session.close());

        assertThat(List.of(next(), next())).containsExactly("second exits", "lookup is closed");
    }

    @Test
    void shouldLimitAReplyToItsToolsetsById() throws Exception {
        AgentSession session = withLookup(kit.system(), models(), new Clerk("first"), new Lookup("lookup", false));
        await(session.start());

        await(session.generateReply(
                        ReplyOptions.standard().withUserInput("When?").withTools(List.of("lookup")))
                .whenDone());
        await(session.waitForIdle());

        assertThat(session.history().messages())
                .last()
                .satisfies(last -> assertThat(last.text()).isEqualTo("At eight."));
        await(session.close());
    }

    @Test
    void shouldNotStartWithoutThemAndCloseWhatHasFailed() throws Exception {
        AgentSession session = withLookup(kit.system(), models(), new Clerk("first"), new Lookup("lookup", true));
        CompletableFuture<?> started = session.start().toCompletableFuture();

        CloseReason reason = await(session.whenClosed());

        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.ERROR);
        assertThat(reason.detail()).contains("no connection");
        assertThat(started).failsWithin(Duration.ofSeconds(10));
        assertThat(List.of(next(), next(), next()))
                .containsExactly("lookup is set up", "first exits", "lookup is closed");
    }

    @Test
    void shouldLeaveThemAloneInASessionThatNeverStarts() throws Exception {
        AgentSession session = withLookup(kit.system(), models(), new Clerk("first"), new Lookup("lookup", false));

        await(session.close());

        assertThat(log).noneMatch(line -> line.startsWith("lookup"));
    }

    @Test
    void shouldRefuseTwoOfOneId() {
        AgentSessionBuilder builder = Parley.session(kit.system()).toolset(new Lookup("lookup", false));

        assertThatThrownBy(() -> builder.toolset(new Lookup("lookup", false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("session toolsets: lookup twice (expected: each id once)");
    }
}
