package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.turn.TurnStart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** What is an answer because the agent falls silent is the caller's last word, and no turn any more. */
    @ParameterizedTest
    @CsvSource({"5.7, true", "6.0, true", "6.3, true", "6.5, false"})
    void shouldTakeNoTurnWhileItEnds(double closes, boolean rightBeforeTheEnd) {
        CallRecording call = Cases.story(10)
                .turns(turns -> turns.withStart(TurnStart.byWords(3)))
                .userSpeaks(seconds(5), seconds(5.4), "Yes.")
                .hostCloses(seconds(closes))
                .run();

        assertThat(call.effects())
                .filteredOn(timed -> timed.at().compareTo(seconds(closes)) >= 0)
                .extracting(CallRecording.TimedEffect::effect)
                .noneMatch(Effect.Generate.class::isInstance)
                .noneMatch(effect -> effect instanceof Effect.StartTimer timer && timer.timer() == Timer.END_OF_TURN);
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(1);
        ChatMessage last = call.chat().messages().get(call.chat().messages().size() - 1);
        assertThat(last.text().equals("Yes.")).isEqualTo(rightBeforeTheEnd);
    }
}
