package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a session ends by itself. */
class SessionEndTest {

    @Test
    void shouldEndWithItsLastEventWhenTooMuchFailsWhileTheAgentThinks() {
        CallRecording call = CallScript.create()
                .options(options -> options.withMaxErrors(0))
                .userTypes(seconds(1), "how are you")
                .modelAnswers("how are you", ScriptedReply.of("Fine.").timed(seconds(5), seconds(6)))
                .recogniserFails(seconds(3), "scripted failure")
                .run();

        List<SessionEvent> events = call.events();
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        SessionEvent.SessionClosed.class,
                        closed -> assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.ERROR));
        assertThat(call.events(SessionEvent.AgentStateChanged.class))
                .extracting(SessionEvent.AgentStateChanged::newState)
                .containsExactly(AgentState.LISTENING, AgentState.THINKING, AgentState.LISTENING);
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .singleElement()
                .satisfies(speech -> assertThat(speech.interrupted()).isTrue());
    }
}
