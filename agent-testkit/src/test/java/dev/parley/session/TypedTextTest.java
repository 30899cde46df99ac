package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.ChatMessage;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a caller types, in a real session. */
@Timeout(30)
class TypedTextTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();
    private final AgentSession session = session();

    private AgentSession session() {
        LiveScript script = LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of("I hear you.").timed(seconds(0), seconds(0)));
        AgentSession made = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("").withoutTts()))
                .models(script.models())
                .build();
        made.on(SessionEvent.class, events);
        return made;
    }

    /** A caller's line may be there a moment before the session is. */
    @Test
    void shouldBeAnsweredThoughItComesBeforeTheStart() throws Exception {
        session.sendText("hello");
        session.sendText("anybody?");

        await(session.start());
        await(session.waitForIdle());

        assertThat(session.history().messages())
                .extracting(ChatMessage::text)
                .startsWith("hello")
                .contains("anybody?")
                .endsWith("I hear you.");
        await(session.close());
    }

    @Test
    void shouldBeKeptUnansweredWhereTheSessionNeverStarts() throws Exception {
        session.sendText("hello");
        await(session.close());

        assertThat(events.next(SessionEvent.UserTurnDropped.class).transcript()).isEqualTo("hello");
    }
}
