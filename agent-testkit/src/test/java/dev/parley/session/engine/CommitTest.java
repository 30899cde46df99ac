package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.AgentState;
import dev.parley.session.CommitOptions;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnDetection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A turn that the host ends: the options of LiveKit Agents' {@code commit_user_turn}. */
class CommitTest {

    /** Push to talk: the caller tells a wish, and its last transcript takes this long. */
    private static CallScript pushed(double transcript) {
        return CallScript.create()
                .turns(turns -> turns.withDetection(TurnDetection.MANUAL))
                .transcriptDelay(seconds(transcript))
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(4)));
    }

    private static List<String> userMessages(CallRecording call) {
        return call.chat().messages().stream()
                .filter(message -> message.role() == ChatRole.USER)
                .map(ChatMessage::text)
                .toList();
    }

    private static List<String> finals(CallRecording call) {
        return call.events(SessionEvent.UserInputTranscribed.class).stream()
                .filter(SessionEvent.UserInputTranscribed::isFinal)
                .map(SessionEvent.UserInputTranscribed::transcript)
                .toList();
    }

    private static Duration granted(CallRecording call, String text) {
        return call.effects().stream()
                .filter(timed -> timed.effect() instanceof Effect.Answered answered
                        && answered.refusal().isEmpty()
                        && answered.text().equals(text))
                .map(CallRecording.TimedEffect::at)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldKeepATurnWithoutAReplyIfThatIsWanted() {
        CallRecording call = pushed(0.2)
                .hostCommits(seconds(3), CommitOptions.standard().withoutReply())
                .run();

        assertThat(userMessages(call)).containsExactly("Tell me a story.");
        assertThat(call.playbacks()).isEmpty();
        assertThat(call.events(SessionEvent.SpeechCreated.class)).isEmpty();
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .singleElement()
                .satisfies(dropped -> assertThat(dropped.reason()).isEqualTo("skipped"));
        assertClose(granted(call, "Tell me a story."), 3.2);
    }

    /** What was kept is read by the model with the next turn. */
    @Test
    void shouldLetTheModelReadLaterWhatWasKept() {
        CallRecording call = pushed(0.2)
                .hostCommits(seconds(3), CommitOptions.standard().withoutReply())
                .userSpeaks(seconds(5), seconds(6), "And be brief.")
                .hostCommits(seconds(6.5))
                .modelAnswers("And be brief.", ScriptedReply.of("Once upon a time."))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("Once upon a time.");
        Effect.Generate asked = call.effects().stream()
                .map(CallRecording.TimedEffect::effect)
                .filter(Effect.Generate.class::isInstance)
                .map(Effect.Generate.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(asked.context().messages())
                .extracting(ChatMessage::text)
                .endsWith("Tell me a story.", "And be brief.");
    }

    /** In case 19 LiveKit Agents leaves the agent its words, and a paused speech its resume. */
    @Test
    void shouldNotStopTheAgentForATurnThatIsNotAnswered() {
        CallRecording call = CallScript.create()
                .turns(turns -> turns.withInterruption(InterruptionOptions.standard()
                        .withAecWarmup(Duration.ZERO)
                        .withFalseInterruptionTimeout(seconds(2))))
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(10)))
                .userSpeaks(seconds(5), seconds(6), "")
                .hostCommits(seconds(6.2), CommitOptions.standard().withoutReply())
                .run();

        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertThat(playback.heard()).isEqualTo(STORY);
            assertThat(playback.position()).isEqualTo(seconds(10));
        });
        assertClose(
                CallRecording.since(call.events(SessionEvent.AgentFalseInterruption.class)
                        .get(0)
                        .at()),
                6.5 + 2);
    }

    /** The rule: the host's own timeout counts from the commit, and what was understood by then is the turn. */
    @ParameterizedTest
    @CsvSource({"0.4, 0.3", "0.4, 1.0", "0.0, 0.5", "3.0, 1.5", "3.0, 5.0", "1.0, 9.0"})
    void shouldTakeTheInterimTranscriptForTheTurnIfNoOtherComesInTime(double timeout, double transcript) {
        CallRecording call = pushed(transcript)
                .hostCommits(seconds(2.6), CommitOptions.standard().withTranscriptTimeout(seconds(timeout)))
                .run();

        double turn = Math.min(2.6 + timeout, 2.6 + transcript);
        assertClose(granted(call, "Tell me a story."), turn);
        assertThat(finals(call)).startsWith("Tell me a story.");
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(1);
        assertClose(
                call.agentStates().stream()
                        .filter(state -> state.state() == AgentState.THINKING)
                        .findFirst()
                        .orElseThrow()
                        .at(),
                turn);
        boolean late = timeout < transcript;
        assertThat(call.effects().stream().filter(timed -> timed.effect() instanceof Effect.ClearHearing))
                .as("the final form of an utterance that is a turn already is of no interest")
                .hasSize(late ? 1 : 0);
    }

    @Test
    void shouldGiveTheRecogniserAsMuchSilenceAsTheHostSays() {
        CallRecording call = pushed(0.2)
                .hostCommits(seconds(3), CommitOptions.standard().withSttFlushDuration(seconds(0.4)))
                .run();

        assertThat(call.effects())
                .extracting(CallRecording.TimedEffect::effect)
                .contains(new Effect.FlushHearing(seconds(0.4)));
    }
}
