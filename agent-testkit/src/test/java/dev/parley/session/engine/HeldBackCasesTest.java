package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.PreemptiveGeneration;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases in which a speech is held back or paused and goes on, after LiveKit Agents' own tests; see the reference. */
class HeldBackCasesTest {

    @Test // case 13
    void shouldNeverBeginAReplyThatATurnReplacesWhileItIsThought() {
        CallRecording call = CallScript.create()
                .turns(turns -> turns.withPreemptive(PreemptiveGeneration.off()))
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(2))))
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(0.1), seconds(1.0)))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(10)))
                .userSpeaks(seconds(3.0), seconds(4.0), "Stop!")
                .run();

        assertThat(call.agentStates()).extracting(CallRecording.StateAt::state).doesNotContain(AgentState.SPEAKING);
        assertThat(call.events(SessionEvent.SpeechFinished.class).get(0)).satisfies(speech -> {
            assertThat(speech.interrupted()).isTrue();
            assertThat(speech.played()).isEqualTo(Duration.ZERO);
        });
        assertThat(call.chat().messages()).extracting(ChatMessage::role).containsExactly(ChatRole.USER, ChatRole.USER);
    }

    /** Without the noise it would speak at 3.0 + the voice's delay; the noise ends at 3.3 and is noticed at 3.8. */
    @ParameterizedTest // case 14
    @CsvSource({"0.4, 3.8", "0.5, 3.8", "0.75, 3.8", "1.2, 4.2"})
    void shouldBeginAfterANoiseThatFellIntoItsThinking(double voiceDelay, double speaks) {
        CallRecording call = noiseWhileThinking(voiceDelay, seconds(3.0), seconds(3.3));

        assertStates(
                call.agentStates(),
                java.util.List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, speaks),
                        at(AgentState.LISTENING, speaks + 5)));
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertThat(playback.interrupted()).isFalse();
            assertThat(playback.position()).isEqualTo(seconds(5));
        });
    }

    /** The rule: speaking begins when the voice is there, but not before the noise's end has been noticed. */
    @ParameterizedTest
    @CsvSource({"0.3, 0.1, 0.45", "0.6, 0.2, 0.3", "0.9, 0.05, 0.4", "1.5, 0.3, 0.2", "2.0, 0.15, 0.49"})
    void shouldBeginWhenTheVoiceIsThereAndTheNoiseIsOver(double voiceDelay, double noiseAfter, double noiseLength) {
        double from = 3.0 + noiseAfter;
        CallRecording call = noiseWhileThinking(voiceDelay, seconds(from), seconds(from + noiseLength));

        boolean heardBeforeTheNoise = voiceDelay <= noiseAfter + 0.05;
        double speaks = heardBeforeTheNoise ? 3.0 + voiceDelay : Math.max(3.0 + voiceDelay, from + noiseLength + 0.5);
        assertClose(call.playbacks().get(0).started(), speaks);
        assertThat(call.playbacks()).hasSize(1);
    }

    private static CallRecording noiseWhileThinking(double voiceDelay, Duration from, Duration to) {
        return CallScript.create()
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(2))))
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(0.05), seconds(0.05)))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(5)).timed(seconds(voiceDelay), seconds(voiceDelay)))
                .userSpeaks(from, to, "")
                .run();
    }

    @Test // case 20: what goes on is not told as a new playback, and what was not heard is not counted
    void shouldGoOnInTheMiddleOfASentenceWithoutBeginningAgain() {
        CallRecording call = story(4).turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(0.5))))
                .userSpeaks(seconds(4.0), seconds(4.8), "")
                .userSpeaks(seconds(7.0), seconds(8.0), "Stop!")
                .run();

        Playback playback = call.playbacks().get(0);
        assertThat(call.events(SessionEvent.MetricsCollected.class)).hasSize(1);
        assertClose(playback.started(), 3.2);
        assertThat(playback.interrupted()).isTrue();
        assertClose(playback.position(), 3.0); // from 3.2 to the pause at 4.5, and from 5.8 to the pause at 7.5
        assertThat(assistantMessages(call).get(0).text()).isEqualTo(playback.heard());
    }

    @ParameterizedTest // case 15
    @CsvSource({"3.0, 5.5", "0, 4.5", "1.0, 4.5", "1.9, 5.1"})
    void shouldNotInterruptBeforeTheEchoCancellerHasLearnt(double warmup, double cut) {
        CallRecording call = story(10)
                .turns(interruption(options -> options.withAecWarmup(seconds(warmup))))
                .userSpeaks(seconds(4.0), seconds(5.0), "Stop!")
                .run();

        assertThat(call.playbacks().get(0).interrupted()).isTrue();
        assertClose(call.playbacks().get(0).ended(), cut);
    }
}
