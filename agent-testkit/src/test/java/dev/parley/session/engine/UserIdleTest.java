package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedVoice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A caller who does not answer: Pipecat's tests/test_user_idle_controller.py; peers' case 12. */
class UserIdleTest {

    private static CallScript idleAfter(CallScript script, double timeout) {
        return script.turns(turns -> turns.withUserIdleTimeout(seconds(timeout)));
    }

    private static List<SessionEvent.UserTurnIdle> idles(CallRecording call) {
        return call.events(SessionEvent.UserTurnIdle.class);
    }

    private static Duration at(SessionEvent.UserTurnIdle idle) {
        return CallRecording.since(idle.at());
    }

    /** The rule: the end of what the agent says plus the timeout. */
    @ParameterizedTest // peers' case 12
    @CsvSource({"5, 2", "0.7, 2", "30, 0.4"})
    void shouldTellThatTheCallerDoesNotAnswer(double timeout, double answer) {
        CallRecording call = idleAfter(greeting(), timeout)
                .voiceSpeaks("I'm doing well, thank you!", ScriptedVoice.of(seconds(answer)))
                .run();

        assertThat(idles(call)).singleElement().satisfies(idle -> {
            assertClose(at(idle), 3.2 + answer + timeout);
            assertThat(idle.count()).isEqualTo(1);
        });
    }

    @Test // peers' case 12: never before the first speech of the agent's
    void shouldNotExpectAnAnswerToNothing() {
        assertThat(idles(idleAfter(CallScript.create(), 5).run())).isEmpty();
        assertThat(idles(idleAfter(CallScript.create().userSpeaks(seconds(1), seconds(2), "hello"), 5)
                        .run()))
                .isEmpty();
    }

    /** The rule: whoever speaks within the timeout calls it off; it counts anew from the end of what follows. */
    @ParameterizedTest // peers' case 12: user start cancels
    @CsvSource({"7.0, true", "9.9, true", "10.5, false"})
    void shouldExpectNothingOfACallerWhoSpeaks(double speaks, boolean inTime) {
        CallRecording call = idleAfter(greeting(), 5)
                .userSpeaks(seconds(speaks), seconds(speaks + 1), "thanks")
                .hostCloses(seconds(speaks + 3))
                .run();

        assertThat(idles(call)).hasSize(inTime ? 0 : 1);
    }

    @Test // peers' case 12: bot start cancels
    void shouldExpectNothingWhileTheAgentSpeaksAgain() {
        CallRecording call = idleAfter(greeting(), 5)
                .hostSays(seconds(9), "more", "And another thing.", SpeechOptions.interruptible())
                .voiceSpeaks("And another thing.", ScriptedVoice.of(seconds(4)))
                .run();

        assertThat(idles(call)).singleElement().satisfies(idle -> assertClose(at(idle), 9 + 0.2 + 4 + 5));
    }

    @Test // peers' case 12: a stop during the caller's turn does not arm
    void shouldExpectNothingWhileTheCallerGoesOnAfterAnInterruption() {
        CallRecording call = idleAfter(story(10), 1)
                .userSpeaks(seconds(5), seconds(9), "Stop! I have heard this one before.")
                .hostCloses(seconds(9.3))
                .run();

        assertThat(call.playbacks().get(0).interrupted()).isTrue();
        assertThat(idles(call)).isEmpty();
    }

    @Test // peers' case 12: it fires again, and counts until the caller answers
    void shouldCountHowManyTimesInARowItWasAskedInVain() {
        CallRecording call = idleAfter(greeting(), 5)
                .hostSays(seconds(11), "again", "Are you there?", SpeechOptions.interruptible())
                .voiceSpeaks("Are you there?", ScriptedVoice.of(seconds(1)))
                .userSpeaks(seconds(20), seconds(21), "yes")
                .hostSays(seconds(25), "then", "What is it to be?", SpeechOptions.interruptible())
                .voiceSpeaks("What is it to be?", ScriptedVoice.of(seconds(1)))
                .run();

        assertThat(idles(call)).extracting(SessionEvent.UserTurnIdle::count).containsExactly(1, 2, 1);
        assertClose(at(idles(call).get(1)), 11 + 0.2 + 1 + 5);
        assertClose(at(idles(call).get(2)), 25 + 0.2 + 1 + 5);
    }

    @Test // peers' case 12: not while a tool runs
    void shouldExpectNothingOfACallerWhoWaitsForATool() {
        CallRecording call = idleAfter(ToolSpeechTest.slowTool(), 1)
                .hostSays(seconds(5), "filler", "One moment.", SpeechOptions.interruptible())
                .voiceSpeaks("One moment.", ScriptedVoice.of(seconds(0.5)))
                .voiceSpeaks("It is sunny.", ScriptedVoice.of(seconds(1)))
                .run();

        Duration spoken = call.playbacks().get(1).ended();
        assertThat(idles(call))
                .singleElement()
                .satisfies(idle -> assertThat(at(idle)).isEqualTo(spoken.plusSeconds(1)));
    }

    @Test
    void shouldExpectAnAnswerAgainAfterASoundThatWasNone() {
        CallRecording call =
                idleAfter(greeting(), 5).userSpeaks(seconds(8), seconds(9), "").run();

        assertThat(idles(call)).singleElement().satisfies(idle -> assertClose(at(idle), 9.5 + 5));
    }

    /** The rule: the agent's end plus the new time, at once if that is over already; none if there is none any more. */
    @ParameterizedTest
    @CsvSource({"5, 7, 0, 0", "0, 7, 3, 8.2", "0, 9, 3, 9", "5, 7, 10, 15.2", "30, 7, 2, 7.2", "5, 12, 10, 10.2"})
    void shouldExpectAnAnswerByTheRulesThatHoldByThen(double before, double updated, double timeout, double told) {
        CallRecording call = idleAfter(greeting(), before)
                .hostDoes(
                        seconds(updated),
                        session -> session.updateTurns(session.options().turns().withUserIdleTimeout(seconds(timeout))))
                .run();

        assertThat(idles(call)).hasSize(told == 0 ? 0 : 1).allSatisfy(idle -> assertClose(at(idle), told));
    }
}
