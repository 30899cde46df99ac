package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.AgentSessionBuilder;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.ChatMessage;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A conversation that goes on after its session's end: LiveKit Agents starts the same session again. */
@Timeout(30)
class SessionAgainTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final LiveScript script = LiveScript.create()
            .modelAnswersOtherwise(ScriptedReply.of("I hear you.").timed(seconds(0), seconds(0)));

    // snippet: again
    /** A session is not started twice, but its agent goes on in a new one, and remembers what was said. */
    static CompletionStage<AgentSession> again(AgentSessionBuilder builder, AgentSession before) {
        return before.close().thenApply(closed -> builder.build());
    }
    // end: again

    @Test
    void shouldSayWhatToDoInsteadOfStartingAnEndedSessionAgain() throws Exception {
        AgentSession session = Parley.session(kit.system())
                .id("once")
                .agent(new Agent(AgentSpec.instructions("")))
                .models(script.models())
                .build();
        await(session.start());
        await(session.close());

        assertThatThrownBy(() -> await(session.start()))
                .hasCauseInstanceOf(SessionClosedException.class)
                .hasRootCauseMessage("session: once is closed (expected: a running session; build a new one with"
                        + " Parley.session, its agent remembers what was said)");
    }

    @Test
    void shouldGoOnWithAnAgentThatRemembers() throws Exception {
        Agent agent = new Agent(AgentSpec.instructions(""));
        AgentSessionBuilder builder = Parley.session(kit.system()).agent(agent).models(script.models());
        AgentSession first = builder.build();
        await(first.start());
        await(first.run("hello"));

        AgentSession second = await(again(builder, first));
        await(second.start());
        await(second.run("again"));
        assertThat(agent.chatContext().messages())
                .extracting(ChatMessage::text)
                .containsExactly("hello", "I hear you.", "again", "I hear you.");
        assertThat(second.history().messages())
                .as("of this session")
                .extracting(ChatMessage::text)
                .containsExactly("again", "I hear you.");
        await(second.close());
    }
}
