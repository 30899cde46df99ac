package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatMessage;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.Filler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every wait of the engine, each with its deadline: a timer that is added without a line here fails the build. The waits
 * for models are in RetryTest, those for tools in ToolFailureTest.
 */
class DeadlinesTest {

    /**
     * A wait.
     *
     * @param since what it counts from, with the time in the script
     * @param script a call that waits
     */
    record Wait(Timer timer, String since, double from, double deadline, CallScript script) {
        @Override
        public String toString() {
            return timer + ": " + deadline + " s since " + since;
        }
    }

    private static final List<Wait> WAITS = List.of(
            new Wait(
                    Timer.END_OF_TURN,
                    "the real end of the speech",
                    2.5,
                    0.5,
                    greeting().detection(seconds(0.05), seconds(0.1))),
            new Wait(Timer.INTERRUPTION, "the real start of the speech", 0.5, 0.5, greeting()),
            new Wait(
                    Timer.FALSE_INTERRUPTION,
                    "the silence behind a sound that paused the agent",
                    6.5,
                    2,
                    story(10)
                            .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(2))))
                            .userSpeaks(seconds(5), seconds(6), "")),
            new Wait(
                    Timer.AWAY,
                    "both sides' silence",
                    0,
                    15,
                    CallScript.create().options(options -> options.withUserAwayTimeout(seconds(15)))),
            new Wait(
                    Timer.IDLE,
                    "the end of what the agent said",
                    2.2,
                    3,
                    oneSentence().turns(turns -> turns.withUserIdleTimeout(seconds(3)))),
            new Wait(
                    Timer.NEXT_SPEECH,
                    "the end of the speech before",
                    2.2,
                    3,
                    oneSentence()
                            .options(options ->
                                    options.withOutput(options.output().withMinConsecutiveSpeechDelay(seconds(3))))
                            .hostSays(seconds(1), "b", "Two.", SpeechOptions.interruptible())),
            new Wait(
                    Timer.FILLER,
                    "the moment at which nobody speaks while a tool works",
                    1.3,
                    3,
                    CallScript.create()
                            .userTypes(seconds(1), "go")
                            .modelAnswers("go", ScriptedReply.of("").calling("work", "{}"))
                            .tool(
                                    Agents.tool("work", context -> {
                                        context.withFiller(Filler.of("Hm.").after(seconds(3)));
                                        return "done";
                                    }),
                                    seconds(5))),
            new Wait(
                    Timer.TRANSCRIPTION,
                    "the real end of a speech that nobody understood",
                    2.5,
                    3,
                    CallScript.create()
                            .options(options -> options.withTranscriptionTimeout(seconds(3)))
                            .userSpeaks(seconds(0.5), seconds(2.5), "")),
            new Wait(
                    Timer.AEC_WARMUP,
                    "the agent's first sound",
                    3.2,
                    3,
                    greeting().turns(interruption(options -> options.withAecWarmup(seconds(3))))),
            new Wait(
                    Timer.LAST_WORDS,
                    "the real end of a speech that is to be understood before somebody is told of the silence",
                    2.5,
                    2,
                    CallScript.create()
                            .userSpeaks(seconds(0.5), seconds(2.5), "")
                            .hostDoes(seconds(1), session -> session.waitForIdle())),
            new Wait(
                    Timer.COMMIT,
                    "a commit",
                    1,
                    5,
                    CallScript.create().transcriptDelay(seconds(100)).hostCommits(seconds(1))),
            new Wait(
                    Timer.STUCK,
                    "an order to the playout to stop",
                    5.5,
                    5,
                    story(10).userSpeaks(seconds(5), seconds(6), "Stop!").playoutDies(seconds(5))),
            new Wait(
                    Timer.PROGRESS,
                    "the last sign of the current speech",
                    1,
                    120,
                    CallScript.create().userTypes(seconds(1), "nobody answers")),
            new Wait(
                    Timer.USER_TURN_COMPLETED,
                    "the end of a turn that the agent's own code is at",
                    1,
                    30,
                    CallScript.create()
                            .agent(new Pondering())
                            .userTurnCompletionTakes(seconds(40))
                            .userTypes(seconds(1), "Hello.")),
            new Wait(
                    Timer.HANDOVER,
                    "the call of the leaving agent's onExit",
                    1,
                    5,
                    CallScript.create()
                            .agent(new Pondering())
                            .exitTakes(seconds(40))
                            .hostUpdatesAgent(seconds(1), new Pondering())),
            new Wait(
                    Timer.CLOSING,
                    "the order to close",
                    3,
                    5,
                    CallScript.create().hostCloses(seconds(3))),
            new Wait(
                    Timer.CLOSING,
                    "the end of speech and tools, for the caller's last words",
                    3,
                    2,
                    CallScript.create()
                            .userSpeaks(seconds(1), seconds(30), "never heard")
                            .hostCloses(seconds(3))));

    /** Has something to do with each turn. */
    private static final class Pondering extends Agent {
        private Pondering() {
            super(AgentSpec.instructions(""));
        }

        @Override
        public void onUserTurnCompleted(TurnContext turn, ChatMessage message) {}
    }

    private static CallScript oneSentence() {
        return CallScript.create()
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(1)))
                .hostSays(seconds(1), "a", "One.", SpeechOptions.interruptible());
    }

    static List<Wait> waits() {
        return WAITS;
    }

    @ParameterizedTest
    @MethodSource("waits")
    void shouldWaitNoLongerThanItsDeadline(Wait wait) {
        CallRecording call = wait.script().run();

        Stream<Instant> set = call.effects().stream()
                .map(CallRecording.TimedEffect::effect)
                .filter(Effect.StartTimer.class::isInstance)
                .map(Effect.StartTimer.class::cast)
                .filter(timer -> timer.timer() == wait.timer())
                .map(Effect.StartTimer::at);
        assertThat(set.map(CallRecording::since)).contains(seconds(wait.from()).plus(seconds(wait.deadline())));
    }

    @Test
    void shouldKnowTheDeadlineOfEveryWait() {
        assertThat(waits()).extracting(Wait::timer).contains(Timer.values());
    }

    /** A timer that fires late, twice or for nothing changes nothing. */
    @ParameterizedTest
    @MethodSource("waits")
    void shouldNotMindATimerThatFiresForNothing(Wait wait) {
        SessionEngine engine = new SessionEngine("s", dev.parley.session.SessionOptions.standard());
        SessionState fresh = SessionState.initial(new AgentProfile("agent", "", List.of()));
        SessionState running =
                engine.on(fresh, Instant.EPOCH, new Stimulus.Started()).state();

        Step step =
                engine.on(running, Instant.EPOCH.plus(Duration.ofSeconds(1)), new Stimulus.TimerFired(wait.timer()));

        assertThat(step.state().phase()).isEqualTo(SessionState.Phase.RUNNING);
        assertThat(step.effects()).noneMatch(effect -> effect instanceof Effect.Stop);
    }
}
