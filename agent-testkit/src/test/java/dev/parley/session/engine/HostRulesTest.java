package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host may change and wait for while a call goes on: LiveKit Agents' {@code update_options}, {@code wait_for_idle} and {@code shutdown}. */
class HostRulesTest {

    private static Duration turn(CallRecording call) {
        List<SessionEvent.UserTurnCommitted> turns = call.events(SessionEvent.UserTurnCommitted.class);
        assertThat(turns).hasSize(1);
        return CallRecording.since(turns.get(0).at());
    }

    /** The rule: an open turn ends by what holds by then, and at once if that is over already. */
    @ParameterizedTest
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldEndAnOpenTurnByTheRulesThatHoldByThen(long seed) {
        Delays d = new Delays(seed);
        double newDelay = d.between(0.3, 1.5);
        double updated = d.between(0.6, d.turn() + 0.5) + 0.005;
        CallRecording call = d.call()
                .hostDoes(
                        seconds(updated),
                        session ->
                                session.updateTurns(session.options().turns().withEndpointingDelay(seconds(newDelay))))
                .run();

        double changed = Math.max(updated, d.spoken + Math.max(newDelay, d.stt));
        assertClose(turn(call), updated >= d.turn() ? d.turn() : changed);
    }

    @Test
    void shouldTellTheTermsToListenForBesideTheRules() {
        List<SessionOptions> told = new ArrayList<>();
        Cases.greeting()
                .hostDoes(
                        seconds(1),
                        session -> session.updateTurns(session.options().turns().withEndpointingDelay(seconds(2))))
                .hostDoes(seconds(2), session -> session.updateKeyterms(List.of("Quattro Stagioni")))
                .hostDoes(seconds(3), session -> told.add(session.options()))
                .run();

        assertThat(told).singleElement().satisfies(options -> {
            assertThat(options.keyterms()).containsExactly("Quattro Stagioni");
            assertThat(options.turns().endpointing().minDelay()).isEqualTo(seconds(2));
        });
    }

    @Test
    void shouldLeaveAnAgentItsOwnRules() {
        TurnOptions own = TurnOptions.standard().withEndpointingDelay(seconds(2));
        CallRecording call = Cases.greeting()
                .agent(new Agent(AgentSpec.instructions("Be patient.").turns(own)))
                .hostDoes(seconds(1), session -> session.updateTurns(own.withEndpointingDelay(seconds(0.6))))
                .run();

        assertClose(turn(call), 4.5);
    }

    @Test
    void shouldListenToTheCallerAgainWhenNothingMutesItAnyMore() {
        CallRecording call = Cases.story(10)
                .turns(turns -> turns.withMutes(Set.of(MuteStrategy.WHILE_AGENT_SPEAKS)))
                .hostDoes(
                        seconds(5),
                        session -> session.updateTurns(session.options().turns().withMutes(Set.of())))
                .userSpeaks(seconds(6), seconds(7), "Stop!")
                .run();

        assertThat(call.events(SessionEvent.UserMuteChanged.class))
                .extracting(SessionEvent.UserMuteChanged::muted)
                .containsExactly(true, false);
        assertThat(call.playbacks().get(0).interrupted()).isTrue();
    }

    @Test
    void shouldKnowWhetherTheFirstSpeechIsOverFromBeforeItMattered() {
        CallRecording call = Cases.greeting()
                .hostDoes(
                        seconds(8),
                        session -> session.updateTurns(
                                session.options().turns().withMutes(Set.of(MuteStrategy.UNTIL_FIRST_SPEECH))))
                .run();

        assertThat(call.events(SessionEvent.UserMuteChanged.class)).isEmpty();
    }

    /** The rule: the caller interrupts when it has spoken for the new time, and at once if it has already. */
    @ParameterizedTest
    @CsvSource({"5.5, 1.0, 6.0", "7.0, 1.0, 7.0"})
    void shouldInterruptByTheRulesThatHoldByThen(double updated, double minDuration, double cut) {
        CallRecording call = Cases.story(10)
                .turns(Cases.interruption(options -> options.withMinDuration(seconds(60))))
                .hostDoes(
                        seconds(updated),
                        session -> session.updateTurns(
                                Cases.interruption(options -> options.withMinDuration(seconds(minDuration)))
                                        .apply(session.options().turns())))
                .userSpeaks(seconds(5), seconds(9), "Stop, I have heard this one before.")
                .run();

        assertClose(call.playbacks().get(0).ended(), cut);
    }

    @Test
    void shouldKeepEveryChangeOfTheRules() {
        CallRecording call = Cases.greeting()
                .hostDoes(seconds(1), session -> {
                    session.updateTurns(session.options().turns().withEndpointingDelay(seconds(0.8)));
                    session.updateTurns(session.options().turns().withUserIdleTimeout(seconds(5)));
                })
                .run();

        assertClose(turn(call), 2.5 + 0.8);
        assertThat(call.events(SessionEvent.UserTurnIdle.class)).hasSize(1);
    }

    private static List<Duration> answers(CallRecording call) {
        return call.effects().stream()
                .filter(timed -> timed.effect() instanceof Effect.Answered)
                .map(CallRecording.TimedEffect::at)
                .toList();
    }

    private static Duration answered(CallRecording call) {
        assertThat(answers(call)).isNotEmpty();
        return answers(call).get(0);
    }

    @ParameterizedTest
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldWaitUntilNobodySpeaksAndNothingIsLeftToSay(long seed) {
        Delays d = new Delays(seed);
        double over = d.speaks() + d.audio;
        double asked = switch ((int) (seed % 4)) {
            case 0 -> 0.2; // before anybody speaks
            case 1 -> d.between(0.6, d.spoken);
            case 2 -> d.between(d.turn(), over) + 0.005;
            default -> over + d.between(0.1, 5);
        };
        CallRecording call = d.call()
                .hostDoes(seconds(asked), session -> session.waitForIdle())
                .run();

        assertClose(answered(call), asked < 0.5 || asked > over ? asked : over);
        assertThat(call.refusals()).isEmpty();
    }

    /** A noise comes to no transcript, and is not waited for without end. */
    @Test
    void shouldNotWaitLongForAnUnderstandingOfWhatWasSaid() {
        CallRecording call = Cases.story(10)
                .hostDoes(seconds(20), session -> session.waitForIdle())
                .userSpeaks(seconds(19), seconds(21), "")
                .run();

        assertClose(answered(call), 23);
    }

    /** A turn that only the host ends is not waited for: it may never do so. */
    @ParameterizedTest
    @CsvSource({"5.0, 5.0", "1.0, 3.0"})
    void shouldNotWaitForATurnThatNobodyCommits(double asked, double idle) {
        CallRecording call = Cases.greeting()
                .turns(turns -> turns.withDetection(TurnDetection.MANUAL))
                .hostDoes(seconds(asked), session -> session.waitForIdle())
                .run();

        assertClose(answered(call), idle);
    }

    @Test
    void shouldWaitForTheReplyToATurnThatIsBeingCommitted() {
        CallRecording call = Cases.greeting()
                .turns(turns -> turns.withDetection(TurnDetection.MANUAL))
                .hostCommits(seconds(5))
                .hostDoes(seconds(5.1), session -> session.waitForIdle())
                .run();

        Duration spoken = call.playbacks().get(0).ended();
        assertThat(answers(call)).hasSize(2);
        assertThat(answers(call).get(1)).isEqualTo(spoken);
    }

    /** Too few words to stop the agent are a turn once it is silent; nobody waits for ever for what comes of them. */
    @Test
    void shouldAnswerWhatWasTooShortToInterruptBeforeItIsIdle() {
        CallRecording call = Cases.story(10)
                .turns(Cases.interruption(options -> options.withMinWords(3)))
                .modelAnswers("Yes.", ScriptedReply.of("Fine."))
                .voiceSpeaks("Fine.", ScriptedVoice.of(seconds(1)))
                .userSpeaks(seconds(5), seconds(5.4), "Yes.")
                .hostDoes(seconds(6), session -> session.waitForIdle())
                .run();

        assertThat(call.playbacks()).extracting(CallRecording.Playback::heard).containsExactly(Cases.STORY, "Fine.");
        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertClose(answered(call), 13.2 + 0.3 + 0.2 + 1);
    }

    @Test
    void shouldRefuseWhoeverWaitsForTheIdlenessOfASessionThatEnds() {
        CallRecording call = Cases.story(10)
                .hostDoes(seconds(5), session -> session.waitForIdle())
                .hostCloses(seconds(6))
                .run();

        assertThat(call.refusals()).containsExactly("session: closed (expected: a running session)");
        assertClose(answered(call), 6);
    }

    private static Duration closed(CallRecording call) {
        return CallRecording.since(
                call.events(SessionEvent.SessionClosed.class).get(0).at());
    }

    /** The rule: what was begun or asked for before is said to its end, tools and their replies included; then it is over. */
    @ParameterizedTest
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldSayWhatItHasToSayAndThenEnd(long seed) {
        Delays d = new Delays(seed);
        double farewell = d.between(0.5, 3);
        double asked = d.between(d.turn() + 0.05, d.speaks() + d.audio - 0.05);
        CallRecording call = d.call()
                .hostSays(seconds(asked - 0.02), "farewell", "Goodbye.", SpeechOptions.interruptible())
                .voiceSpeaks("Goodbye.", ScriptedVoice.of(seconds(farewell)).timed(seconds(0.1), seconds(0.1)))
                .hostDoes(seconds(asked), session -> session.shutdown())
                .hostSays(seconds(asked + 0.02), "late", "One more thing.", SpeechOptions.interruptible())
                .run();

        assertThat(call.playbacks()).extracting(CallRecording.Playback::heard).containsExactly(Cases.STORY, "Goodbye.");
        assertClose(closed(call), d.speaks() + d.audio + 0.1 + farewell);
        assertThat(call.state().phase()).isEqualTo(SessionState.Phase.CLOSED);
    }

    @Test
    void shouldEndAtOnceIfNothingIsLeftToSay() {
        CallRecording call = Cases.greeting()
                .hostDoes(seconds(8), session -> session.shutdown())
                .run();

        assertClose(closed(call), 8);
    }

    /** A tool that is at work is waited for, and what it comes to is told. */
    @Test
    void shouldTellWhatAToolComesToBeforeItEnds() {
        CallRecording call = Cases.greeting()
                .modelAnswers("Hello, how are you?", ScriptedReply.of("").calling("look_up", "{}"))
                .tool(Agents.tool("look_up", context -> "found"), seconds(4))
                .modelAnswers("found", ScriptedReply.of("Here it is."))
                .voiceSpeaks("Here it is.", ScriptedVoice.of(seconds(1)))
                .hostDoes(seconds(5), session -> session.shutdown())
                .run();

        assertThat(call.playbacks()).extracting(CallRecording.Playback::heard).containsExactly("Here it is.");
        assertClose(closed(call), 7.0 + 0.3 + 0.2 + 1);
    }

    @Test
    void shouldKeepWhatTheCallerSaysMeanwhileAndNotAnswerIt() {
        CallRecording call = Cases.story(10)
                .hostDoes(seconds(5), session -> session.shutdown())
                .userTypes(seconds(6), "Wait!")
                .modelAnswers("Wait!", ScriptedReply.of("Yes?"))
                .run();

        assertThat(call.playbacks())
                .singleElement()
                .satisfies(playback -> assertThat(playback.interrupted()).isTrue());
        assertThat(call.chat().messages().get(call.chat().messages().size() - 1).text())
                .isEqualTo("Wait!");
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .singleElement()
                .satisfies(dropped -> assertThat(dropped.reason()).isEqualTo("closed"));
        assertClose(closed(call), 6);
    }
}
