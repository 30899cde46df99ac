package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.PreemptiveGeneration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The timed cases of LiveKit Agents' tests with other delays and durations: the outcome is predicted from the rule that the
 * case is an instance of, so it is the rule that is tested. A failure names its seed.
 */
class TimedRulesTest {

    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    @ParameterizedTest // case 1
    @MethodSource("seeds")
    void shouldThinkAtTheEndOfTheTurnAndSpeakWhenModelAndVoiceAreReady(long seed) {
        Delays d = new Delays(seed);
        boolean ahead = seed % 2 == 0;
        CallRecording call = d.call()
                .turns(turns -> ahead ? turns.withPreemptive(PreemptiveGeneration.standard()) : turns)
                .run();

        double answered = Math.max(d.turn(), (ahead ? d.spoken + d.stt : d.turn()) + d.model);
        double speaks = answered + d.voice;
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, d.turn()),
                        at(AgentState.SPEAKING, speaks),
                        at(AgentState.LISTENING, speaks + d.audio)));
        List<SessionEvent.ConversationItemAdded> items = call.events(SessionEvent.ConversationItemAdded.class);
        assertClose(CallRecording.since(items.get(0).at()), d.turn());
        assertClose(CallRecording.since(items.get(1).at()), speaks + d.audio);
    }

    /** What is too short to interrupt by its length is a turn all the same, and then takes the agent's place. */
    @ParameterizedTest // case 8
    @MethodSource("seeds")
    void shouldCutTheSpeechWhenTheCallerHasSpokenForLongEnough(long seed) {
        Delays d = new Delays(seed);
        double least = d.between(0.1, 1.5);
        double from = d.speaks() + d.between(0.2, 4);
        double length = d.between(0.06, 2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withMinDuration(seconds(least))))
                .userSpeaks(seconds(from), seconds(from + length), "Stop!")
                .run();

        double turn = from + length + Math.max(d.endpointing, d.stt);
        double cut = length >= least ? from + least : turn;
        Playback playback = call.playbacks().get(0);
        assertThat(playback.interrupted()).isTrue();
        assertClose(playback.ended(), cut);
        assertClose(playback.position(), cut - d.speaks());
        assertThat(STORY).startsWith(playback.heard()).isNotEqualTo(playback.heard());
        assertThat(assistantMessages(call)).allSatisfy(message -> {
            assertThat(message.interrupted()).isTrue();
            assertThat(message.text()).isEqualTo(playback.heard());
        });
        assertClose(
                CallRecording.since(
                        call.events(SessionEvent.UserTurnCommitted.class).get(1).at()),
                turn);
    }

    @ParameterizedTest // case 9
    @MethodSource("seeds")
    void shouldNotCutTheSpeechBeforeEnoughWordsWereSaid(long seed) {
        Delays d = new Delays(seed);
        double first = d.speaks() + d.between(0.2, 1);
        double second = first + d.between(2.5, 3.5);
        double length = d.between(0.6, 1.2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withMinWords(3)))
                .userSpeaks(seconds(first), seconds(first + 0.6), "Stop!")
                .userSpeaks(seconds(second), seconds(second + length), "ok, stop!")
                .run();

        double third = second + length; // the interim transcript with the third word comes with the end of the speech
        Playback playback = call.playbacks().get(0);
        assertClose(playback.ended(), third);
        assertClose(playback.position(), third - d.speaks());
        SessionEvent.UserTurnCommitted turn =
                call.events(SessionEvent.UserTurnCommitted.class).get(1);
        // a final transcript that comes later than the delay is not waited for when there is one already
        assertThat(turn.transcript()).isEqualTo(d.stt <= d.endpointing ? "Stop! ok, stop!" : "Stop!");
        assertClose(CallRecording.since(turn.at()), third + d.endpointing);
    }

    @ParameterizedTest // case 10
    @MethodSource("seeds")
    void shouldPlayToTheEndWhateverTheCallerSays(long seed) {
        Delays d = new Delays(seed);
        double from = d.speaks() + d.between(0.1, 3);
        CallRecording call = d.call()
                .turns(turns -> turns.withInterruption(InterruptionOptions.disabled()))
                .userSpeaks(seconds(from), seconds(from + d.between(0.1, 2)), "Stop!")
                .run();

        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertThat(playback.interrupted()).isFalse();
            assertThat(playback.position()).isEqualTo(seconds(d.audio));
        });
    }

    @ParameterizedTest // case 11
    @MethodSource("seeds")
    void shouldGoFromSpeakingToThinkingWhenTheCallerTypes(long seed) {
        Delays d = new Delays(seed);
        double typed = d.speaks() + d.between(0.1, 5);
        double next = d.between(0.1, 1);
        CallRecording call = d.call()
                .modelAnswers("Stop!", ScriptedReply.of("Ok.").timed(seconds(next), seconds(next)))
                .voiceSpeaks("Ok.", ScriptedVoice.of(seconds(1)).timed(seconds(0.1), seconds(0.1)))
                .userTypes(seconds(typed), "Stop!")
                .run();

        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, d.turn()),
                        at(AgentState.SPEAKING, d.speaks()),
                        at(AgentState.THINKING, typed),
                        at(AgentState.SPEAKING, typed + next + 0.1),
                        at(AgentState.LISTENING, typed + next + 1.1)));
    }

    @ParameterizedTest // case 12
    @MethodSource("seeds")
    void shouldLeaveNoTraceOfAThoughtThatWasInterrupted(long seed) {
        Delays d = new Delays(seed);
        double from = d.turn() + d.between(0.05, 0.3);
        double length = d.between(0.6, 1.5);
        CallRecording call = d.call()
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(3), seconds(4)))
                .userSpeaks(seconds(from), seconds(from + length), "Stop!")
                .run();

        double turn = from + length + Math.max(d.endpointing, d.stt);
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, d.turn()),
                        at(AgentState.LISTENING, from + 0.5),
                        at(AgentState.THINKING, turn),
                        at(AgentState.LISTENING, turn)));
        assertThat(call.playbacks()).isEmpty();
        assertThat(assistantMessages(call)).isEmpty();
    }

    /** The end of the sound is noticed 0.3 s after it; the timeout counts from there. */
    @ParameterizedTest // case 19
    @MethodSource("seeds")
    void shouldGoOnAfterASoundThatWasNoTurn(long seed) {
        Delays d = new Delays(seed);
        double timeout = d.between(0.05, 2);
        double from = d.speaks() + d.between(0.2, 3);
        double length = d.between(0.55, 2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(timeout))))
                .userSpeaks(seconds(from), seconds(from + length), "")
                .run();

        double paused = from + 0.5;
        double resumed = from + length + 0.3 + timeout;
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, d.turn()),
                        at(AgentState.SPEAKING, d.speaks()),
                        at(AgentState.LISTENING, paused),
                        at(AgentState.SPEAKING, resumed),
                        at(AgentState.LISTENING, d.speaks() + d.audio + resumed - paused)));
        assertThat(call.playbacks().get(0).position()).isEqualTo(seconds(d.audio));
    }

    /** The turn is decided by the transcript or the delay, whatever comes later; a pause waits for that decision. */
    @ParameterizedTest // case 19
    @MethodSource("seeds")
    void shouldCutAPausedSpeechForATurnAndNotResumeIt(long seed) {
        Delays d = new Delays(seed);
        double from = d.speaks() + d.between(0.2, 3);
        double length = d.between(0.55, 2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(d.stt + 0.1))))
                .userSpeaks(seconds(from), seconds(from + length), "Stop!")
                .run();

        assertThat(call.events(SessionEvent.AgentFalseInterruption.class)).isEmpty();
        assertThat(call.playbacks().get(0).interrupted()).isTrue();
        assertClose(call.playbacks().get(0).position(), from + 0.5 - d.speaks());
        assertClose(
                CallRecording.since(
                        call.events(SessionEvent.UserTurnCommitted.class).get(1).at()),
                from + length + Math.max(d.endpointing, d.stt));
    }
}
