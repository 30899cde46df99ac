package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.stream.javadsl.Sink;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who talks and what is said: LiveKit Agents' {@code session.current_speech}, {@code current_agent} and the source of a speech. */
@Timeout(30)
class CurrentSpeechTest {
    private static final String LONG =
            "This is a story that takes its time, and nobody knows how it ends, or when. ".repeat(4) + "That is all.";

    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();

    /** An agent with a type of its own. */
    static final class Teller extends Agent {
        Teller() {
            super(AgentSpec.instructions("You tell stories."));
        }
    }

    private AgentSession started() throws Exception {
        LiveScript script =
                LiveScript.create().modelAnswers("go", ScriptedReply.of(LONG).timed(Duration.ZERO, seconds(0.01)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Teller())
                .models(script.models().withTts(new QuickVoice(new CopyOnWriteArrayList<>())))
                .build();
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());
        return session;
    }

    @Test
    void shouldGiveAHandleOfWhatAnswersATurn() throws Exception {
        AgentSession session = started();
        assertThat(session.currentSpeech()).isEmpty();

        session.sendText("go");
        events.next(SessionEvent.AgentTranscript.class);
        SpeechHandle speech = session.currentSpeech().orElseThrow();
        await(speech.interrupt());

        assertThat(await(speech.whenDone()).interrupted()).isTrue();
        assertThat(events.next(SessionEvent.SpeechFinished.class).speechId()).isEqualTo(speech.id());
        assertThat(session.currentSpeech()).isEmpty();
    }

    @Test
    void shouldProtectASpeechThatIsHeardAlready() throws Exception {
        AgentSession session = started();
        SpeechHandle speech = session.say(LONG);
        events.next(SessionEvent.AgentTranscript.class);
        await(speech.disallowInterruptions());

        assertThatThrownBy(() -> await(session.interrupt())).hasMessageContaining("must not be interrupted");
        assertThat(await(speech.whenDone())).isEqualTo(new SpeechHandle.Outcome(LONG, false));
        assertThatThrownBy(() -> await(speech.disallowInterruptions())).hasMessageContaining("over or interrupted");
    }

    @Test
    void shouldTellWhereASpeechComesFrom() throws Exception {
        AgentSession session = started();

        await(session.say("Hello.").whenDone());
        assertThat(events.next(SessionEvent.SpeechCreated.class))
                .extracting(SessionEvent.SpeechCreated::userInitiated, SessionEvent.SpeechCreated::source)
                .containsExactly(true, SessionEvent.SpeechSource.SAY);
        session.sendText("go");
        assertThat(events.next(SessionEvent.SpeechCreated.class))
                .extracting(SessionEvent.SpeechCreated::userInitiated, SessionEvent.SpeechCreated::source)
                .containsExactly(false, SessionEvent.SpeechSource.GENERATE_REPLY);
    }

    @Test
    void shouldGiveTheAgentThatTalks() throws Exception {
        AgentSession session = started();

        Teller teller = session.currentAgent(Teller.class);
        teller.updateInstructions("You tell short stories.");

        assertThat(session.currentAgent(Agent.class)).isSameAs(teller);
        assertThatThrownBy(() -> session.currentAgent(AgentTask.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Teller (expected: a dev.parley.agent.AgentTask)");
        await(session.close());
        assertThatThrownBy(() -> session.currentAgent(Teller.class)).hasMessageContaining("nobody talks any more");
    }
}
