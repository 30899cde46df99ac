package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cases of Pipecat's tests about frames in a pipeline, as what they are about here: what is being made when the caller
 * interrupts, starts and ends that do not come, and the order of what runs at the same time.
 */
class PeerPipelineCasesTest {

    private static CallScript sentence(SpeechOptions how, double made, double interrupted) {
        return CallScript.create()
                .hostSays(seconds(1), "a", "One.", how)
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(2)).timed(seconds(made), seconds(made)))
                .hostInterrupts(seconds(1 + interrupted));
    }

    /** The rule: of what is still being made nothing comes; of what is heard already, as much as was heard. */
    @ParameterizedTest // peers' case 1: the first row is its recording
    @CsvSource({"0.4, 0.2", "0.4, 0.39", "1.0, 0.1", "0.2, 0.9", "0.4, 2.0"})
    void shouldDropWhatIsBeingMadeWhenItIsInterrupted(double made, double interrupted) {
        CallRecording call =
                sentence(SpeechOptions.interruptible(), made, interrupted).run();

        assertThat(call.playbacks()).hasSize(interrupted < made ? 0 : 1);
        call.playbacks().forEach(playback -> assertClose(playback.position(), interrupted - made));
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .singleElement()
                .satisfies(speech -> {
                    assertThat(speech.interrupted()).isTrue();
                    assertClose(CallRecording.since(speech.at()), 1 + interrupted);
                });
    }

    @ParameterizedTest // peers' case 2: the first row is its recording
    @CsvSource({"0.4, 0.2", "1.0, 0.1", "0.2, 0.9"})
    void shouldSayWhatMustBeHeardAfterTheInterruption(double made, double interrupted) {
        CallRecording call =
                sentence(SpeechOptions.uninterruptible(), made, interrupted).run();

        assertThat(call.refusals()).hasSize(1);
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertClose(playback.started(), 1 + made);
            assertThat(playback.interrupted()).isFalse();
            assertThat(playback.position()).isEqualTo(seconds(2));
        });
    }

    private static BareSession bare() {
        return new BareSession(SessionOptions.standard(), new AgentProfile("agent", "", List.of()));
    }

    @Test // peers' case 4
    void shouldBeginWithItsStartWhateverCameBeforeIt() {
        BareSession session = bare();
        session.feed(new Stimulus.SpeechStarted(session.clock.instant()));
        session.feed(new Stimulus.FinalHeard("hello"));
        session.feed(new Stimulus.TextTyped("hello"));
        session.feed(new Stimulus.SignOfLife());
        assertThat(session.effects).isEqualTo(List.of(received("hello")));

        session.feed(new Stimulus.Started());

        assertThat(session.effects)
                .filteredOn(effect -> !(effect instanceof Effect.Journal || effect instanceof Effect.Emit))
                .element(0)
                .isEqualTo(new Effect.EnterAgent("agent"));
    }

    private static Effect received(String text) {
        return new Effect.Emit(new SessionEvent.TextReceived(Instant.EPOCH, text));
    }

    /** Branches of one step: results in the order in which they come, calls in the order of the asking, each once. */
    @Test // peers' case 5
    void shouldTellResultsAsTheyComeAndCallsAsTheyWereAsked() {
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "both")
                .modelAnswers("both", ScriptedReply.of("").calling("slow", "{}").calling("fast", "{}"))
                .tool(tool("slow", context -> "slow"), seconds(2))
                .tool(tool("fast", context -> "fast"), seconds(1))
                .run();

        SessionEvent.FunctionToolsExecuted executed =
                call.events(SessionEvent.FunctionToolsExecuted.class).get(0);
        assertThat(executed.calls()).extracting(FunctionCall::name).containsExactly("slow", "fast");
        assertThat(executed.outputs()).extracting(FunctionCallOutput::name).containsExactly("fast", "slow");
        assertThat(Agents.items(call.chat(), FunctionCallOutput.class)).hasSize(2);
    }

    /** The rule: the agent's own code may take as long as it likes to enter; the session ends in time all the same. */
    @ParameterizedTest // peers' case 6: the first row is its timeout
    @CsvSource({"0.1", "1", "5"})
    void shouldEndInTimeThoughItsAgentNeverEntered(double closeTimeout) {
        BareSession session = new BareSession(
                SessionOptions.standard().withCloseTimeout(seconds(closeTimeout)),
                new AgentProfile("agent", "", List.of()));
        session.feedAt(0, new Stimulus.Started());
        session.feedAt(1, new Stimulus.CloseAsked(CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        session.runFor(60);

        assertThat(session.state().phase()).isEqualTo(SessionState.Phase.CLOSED);
        assertThat(session.events(SessionEvent.SessionStarted.class)).isEmpty();
        assertThat(session.events(SessionEvent.SessionClosed.class))
                .singleElement()
                .satisfies(closed -> assertClose(CallRecording.since(closed.at()), 1 + closeTimeout));
    }

    /** The rule: an order to stop that nobody answers is waited for no longer than 5 s, nor than the session's own timeout. */
    @ParameterizedTest // peers' case 7: the first row is its timeout
    @CsvSource({"0.2", "3", "5", "20"})
    void shouldEndInTimeThoughItsPlayoutDoesNotStop(double closeTimeout) {
        CallRecording call = story(10)
                .options(options -> options.withCloseTimeout(seconds(closeTimeout)))
                .playoutDies(seconds(4))
                .hostCloses(seconds(5))
                .run();

        assertThat(call.events(SessionEvent.SessionClosed.class))
                .singleElement()
                .satisfies(closed -> {
                    assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.USER_INITIATED);
                    assertClose(CallRecording.since(closed.at()), 5 + Math.min(closeTimeout, 5));
                });
    }

    /** A call that is past its deadline fails once, and neither keeps others from running nor the model from going on. */
    @Test // peers' case 14
    void shouldGoOnAfterAToolThatIsPastItsDeadline() {
        FunctionTool hanging = tool("hanging", context -> "never");
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "both")
                .modelAnswers(
                        "both", ScriptedReply.of("").calling("hanging", "{}").calling("next", "{}"))
                .hangingTool(hanging)
                .tool(tool("next", context -> "done"), seconds(1))
                .modelAnswers("timed out after 60 s", ScriptedReply.of("Sorry."))
                .run();

        assertThat(Agents.items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::output)
                .containsExactly("done", "timed out after 60 s");
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertThat(playback.heard()).isEqualTo("Sorry.");
            assertClose(playback.started(), 1 + 0.3 + 60 + 0.3 + 0.2);
        });
    }

    /** Whoever reports a call's end twice is heard once. */
    @Test // peers' case 14: a late result
    void shouldNotTakeAResultAfterTheDeadline() {
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "one")
                .modelAnswers("one", ScriptedReply.of("").calling("next", "{}"))
                .tool(tool("next", context -> "done"), seconds(1))
                .run();
        SessionEngine engine = new SessionEngine("scripted", SessionOptions.standard());

        String callId = Agents.items(call.chat(), FunctionCall.class).get(0).callId();
        Step step = engine.on(
                call.state(),
                java.time.Instant.EPOCH.plusSeconds(7200),
                new Stimulus.ToolFinished(callId, new dev.parley.tool.ToolOutcome.Succeeded("late")));

        assertThat(step.effects()).isEmpty();
        assertThat(step.state()).isEqualTo(call.state());
    }
}
