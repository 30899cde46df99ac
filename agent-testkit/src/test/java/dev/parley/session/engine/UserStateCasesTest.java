package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.session.engine.Cases.userStates;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.UserTurnLimit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The caller's state, and what a session does about a caller who is away, not understood, or never done. */
class UserStateCasesTest {

    @ParameterizedTest
    @CsvSource({"15, 2.0", "3, 2.0", "7.5, 0.4"})
    void shouldTakeTheCallerToBeAwayWhenBothHaveBeenSilent(double timeout, double answerLength) {
        CallRecording call = greeting()
                .options(options -> options.withUserAwayTimeout(seconds(timeout)))
                .voiceSpeaks("I'm doing well, thank you!", ScriptedVoice.of(seconds(answerLength)))
                .userSpeaks(seconds(40), seconds(41), "I am back.")
                .run();

        double spoken = 3.2 + answerLength;
        assertStates(
                userStates(call).subList(0, 5),
                List.of(
                        at(UserState.SPEAKING, 0.5),
                        at(UserState.LISTENING, 2.5),
                        at(UserState.AWAY, spoken + timeout),
                        at(UserState.SPEAKING, 40),
                        at(UserState.LISTENING, 41)));
    }

    @Test // a phone's key resets the away timer (the reference's room I/O)
    void shouldTakeASignOfLifeForPresence() {
        CallRecording call = CallScript.create()
                .options(options -> options.withUserAwayTimeout(seconds(5)))
                .hostResetsAwayTimer(seconds(3))
                .hostResetsAwayTimer(seconds(10))
                .run();

        assertStates(
                userStates(call), List.of(at(UserState.AWAY, 8), at(UserState.LISTENING, 10), at(UserState.AWAY, 15)));
    }

    @Test // case 21: a tool that takes longer than the time-out holds it off
    void shouldNotTakeACallerToBeAwayWhoWaitsForATool() {
        CallRecording call = ToolSpeechTest.slowTool()
                .options(options -> options.withUserAwayTimeout(seconds(3)))
                .hostSays(seconds(5), "filler", "One moment, please.", SpeechOptions.interruptible())
                .hostCloses(seconds(14))
                .run();

        assertThat(userStates(call))
                .extracting(CallRecording.StateAt::state)
                .containsExactly(UserState.SPEAKING, UserState.LISTENING);
    }

    @Test // case 23
    void shouldExpectTheCallerToBeAwayLaterAfterAFinalTranscript() {
        CallRecording call = CallScript.create()
                .options(options -> options.withUserAwayTimeout(seconds(5)))
                .transcriptDelay(seconds(3))
                .userSpeaks(seconds(0.5), seconds(2.5), "Hello")
                .run();

        // the transcript at 5.5 begins a turn at once, whose reply is empty and leaves both silent again
        assertStates(
                userStates(call),
                List.of(at(UserState.SPEAKING, 0.5), at(UserState.LISTENING, 2.5), at(UserState.AWAY, 10.5)));
    }

    @Test
    void shouldTakeTypedTextAsASignOfLife() {
        // snippet: away
        CallRecording call = CallScript.create()
                .options(options -> options.withUserAwayTimeout(seconds(5)))
                .userTypes(seconds(8), "hello")
                .run();

        assertStates(
                userStates(call), List.of(at(UserState.AWAY, 5), at(UserState.LISTENING, 8), at(UserState.AWAY, 13)));
        // end: away
    }

    @ParameterizedTest // case 24
    @CsvSource({"1.0", "0.5", "3.0"})
    void shouldTellOfSpeechThatNobodyUnderstood(double timeout) {
        CallRecording call = CallScript.create()
                .options(options -> options.withTranscriptionTimeout(seconds(timeout)))
                .userSpeaks(seconds(0.5), seconds(2.5), "")
                .run();

        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .singleElement()
                .satisfies(event -> {
                    assertClose(CallRecording.since(event.at()), Math.max(3.0, 2.5 + timeout));
                    assertThat(event.speechDuration()).isEqualTo(seconds(2.0));
                    assertThat(CallRecording.since(event.speechStartedAt())).isEqualTo(seconds(0.5));
                });
    }

    @Test // case 24: two bursts are one event with the speech of both
    void shouldAddUpBurstsOfSpeechThatNobodyUnderstood() {
        CallRecording call = CallScript.create()
                .options(options -> options.withTranscriptionTimeout(seconds(2)))
                .userSpeaks(seconds(1), seconds(2), "")
                .userSpeaks(seconds(3), seconds(4), "")
                .run();

        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .singleElement()
                .satisfies(event -> {
                    assertClose(CallRecording.since(event.at()), 6);
                    assertThat(event.speechDuration()).isEqualTo(seconds(2.0));
                });
    }

    @Test // case 24: understood speech is no event
    void shouldNotTellOfSpeechThatWasUnderstood() {
        CallRecording call = greeting()
                .options(options -> options.withTranscriptionTimeout(seconds(1)))
                .run();

        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class)).isEmpty();
    }

    @Test // case 25
    void shouldCutInOnACallerWhoSaysTooMuch() {
        CallRecording call = monologue(new UserTurnLimit(5, Duration.ZERO))
                .userSpeaks(seconds(0), seconds(1), "one two three")
                .userSpeaks(seconds(1.1), seconds(2), "four five six")
                .userSpeaks(seconds(2.1), seconds(8), "seven eight")
                .run();

        assertThat(call.events(SessionEvent.UserTurnExceeded.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.accumulatedWordCount()).isGreaterThanOrEqualTo(5);
                    assertThat(event.transcript()).isEqualTo("one two three four five six");
                });
        assertThat(call.playbacks().get(0).started()).isLessThan(seconds(8));
        assertThat(call.playbacks().get(0).interrupted()).isFalse();
    }

    @Test // case 25: what was answered does not count
    void shouldCountAnewWhenTheAgentHasSpoken() {
        CallRecording call = monologue(new UserTurnLimit(5, Duration.ZERO))
                .modelAnswers("one two three", ScriptedReply.of("I see."))
                .userSpeaks(seconds(0), seconds(1), "one two three")
                .userSpeaks(seconds(10), seconds(11), "four five six")
                .run();

        assertThat(call.events(SessionEvent.UserTurnExceeded.class)).isEmpty();
    }

    @Test // case 25
    void shouldCutInOnACallerWhoTakesTooLong() {
        CallRecording call = monologue(new UserTurnLimit(0, seconds(1)))
                .userSpeaks(seconds(0), seconds(3), "well")
                .userSpeaks(seconds(3.1), seconds(4), "you know")
                .run();

        assertThat(call.events(SessionEvent.UserTurnExceeded.class))
                .singleElement()
                .satisfies(event -> assertThat(event.duration()).isGreaterThanOrEqualTo(seconds(1)));
    }

    private static CallScript monologue(UserTurnLimit limit) {
        return CallScript.create()
                .turns(turns -> turns.withUserTurnLimit(limit))
                .transcriptDelay(seconds(0.05))
                .modelAnswers("Cut in.", ScriptedReply.of("May I say something?"))
                .voiceSpeaks("May I say something?", ScriptedVoice.of(seconds(1)));
    }
}
