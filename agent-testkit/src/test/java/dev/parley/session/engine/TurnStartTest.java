package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.BackchannelBoundary;
import dev.parley.turn.TurnStart;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pipecat's minimum words ({@code MinWordsUserTurnStartStrategy}, tests/test_user_turn_start_strategy.py). */
class TurnStartTest {

    private static CallScript byWords(CallScript script, TurnStart start) {
        return script.turns(turns -> turns.withStart(start));
    }

    private static List<String> turns(CallRecording call) {
        return call.events(SessionEvent.UserTurnCommitted.class).stream()
                .map(SessionEvent.UserTurnCommitted::transcript)
                .toList();
    }

    /** The rule: cut when an utterance of enough words is recognised, however long it took; else it is as if unsaid. */
    @ParameterizedTest
    @CsvSource({
        "3, true, 5.0, 6.0, stop it now, 6.0",
        "3, false, 5.0, 6.0, stop it now, 6.2",
        "3, true, 5.0, 8.0, uh huh, never",
        "1, true, 5.0, 5.2, stop, 5.2",
        "2, true, 5.0, 5.3, stop it, 5.3",
        "2, false, 5.0, 5.3, stop it, 5.5",
        "4, true, 5.0, 9.0, stop it now, never"
    })
    void shouldStopTheAgentByWordsAlone(
            int minWords, boolean interim, double from, double to, String text, String stopped) {
        TurnStart start = interim
                ? TurnStart.byWords(minWords)
                : TurnStart.byWords(minWords).finalOnly();
        CallRecording call = byWords(story(10), start)
                .userSpeaks(seconds(from), seconds(to), text)
                .run();

        if (stopped.equals("never")) {
            assertThat(call.playbacks())
                    .singleElement()
                    .satisfies(playback -> assertThat(playback.interrupted()).isFalse());
            assertThat(turns(call)).containsExactly("Tell me a story.");
        } else {
            assertThat(call.playbacks().get(0).interrupted()).isTrue();
            assertClose(call.playbacks().get(0).ended(), Double.parseDouble(stopped));
            assertThat(turns(call)).containsExactly("Tell me a story.", text);
        }
    }

    @Test
    void shouldNotAddUpWordsOfDifferentUtterances() {
        CallRecording call = byWords(story(10), TurnStart.byWords(3))
                .userSpeaks(seconds(5), seconds(5.5), "yes yes")
                .userSpeaks(seconds(7), seconds(7.5), "go on")
                .userSpeaks(seconds(9), seconds(10), "that is enough")
                .run();

        assertClose(call.playbacks().get(0).ended(), 10.0);
        assertThat(turns(call)).containsExactly("Tell me a story.", "that is enough");
    }

    @Test
    void shouldTakeOneWordForATurnWhileTheAgentIsSilent() {
        CallRecording call = byWords(greeting(), TurnStart.byWords(5))
                .userSpeaks(seconds(8), seconds(8.5), "Good.")
                .run();

        assertThat(turns(call)).containsExactly("Hello, how are you?", "Good.");
    }

    @Test
    void shouldPauseByWordsAndGoOnIfTheyCameToNothing() {
        CallRecording call = byWords(story(10), TurnStart.byWords(2))
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(1))))
                .transcriptDelay(seconds(400))
                .userSpeaks(seconds(5), seconds(5.4), "a noise")
                .hostCloses(seconds(60))
                .run();

        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertThat(call.events(SessionEvent.AgentFalseInterruption.class)).hasSize(1);
        assertClose(call.playbacks().get(0).ended(), 13.2 + (5.4 + 0.5 + 1) - 5.4);
    }

    /** LiveKit Agents' end of the backchannel boundary: an agent that has just asked is answered, however shortly. */
    @ParameterizedTest
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldTakeForAnAnswerWhatIsSaidRightBeforeTheAgentsEnd(long seed) {
        Delays d = new Delays(seed);
        double boundary = d.between(0.1, 2);
        double until = 13.2 - d.between(0.25, 2.5) + 0.005;
        CallRecording call = byWords(
                        story(10),
                        TurnStart.byWords(3).withBoundary(new BackchannelBoundary(Duration.ZERO, seconds(boundary))))
                .userSpeaks(seconds(until - 0.4), seconds(until), "yes")
                .run();

        boolean answer = until + boundary >= 13.2;
        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertThat(turns(call)).isEqualTo(answer ? List.of("Tell me a story.", "yes") : List.of("Tell me a story."));
        if (answer) {
            SessionEvent.UserTurnCommitted turn =
                    call.events(SessionEvent.UserTurnCommitted.class).get(1);
            assertClose(CallRecording.since(turn.at()), Math.max(13.2, until + 0.5));
        }
    }

    @Test
    void shouldNotTakeForAnAnswerWhatIsSaidBeforeAToolsReply() {
        CallRecording call = byWords(CallScript.create(), TurnStart.byWords(3))
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers(
                        "Tell me a story.",
                        ScriptedReply.of("Let me look that up.").calling("look_up", "{}"))
                .voiceSpeaks("Let me look that up.", ScriptedVoice.of(seconds(2)))
                .tool(Agents.tool("look_up", context -> "found"), seconds(4))
                .modelAnswers("found", ScriptedReply.of("Here it is."))
                .voiceSpeaks("Here it is.", ScriptedVoice.of(seconds(1)))
                .userSpeaks(seconds(4.4), seconds(4.8), "mhm")
                .run();

        assertThat(turns(call)).containsExactly("Tell me a story.");
        assertThat(call.playbacks())
                .extracting(CallRecording.Playback::heard)
                .containsExactly("Let me look that up.", "Here it is.");
    }

    @Test
    void shouldNotTakeForAnAnswerWhatIsSaidBeforeTheNextSpeech() {
        CallRecording call = byWords(CallScript.create(), TurnStart.byWords(3))
                .hostSays(seconds(1), "first", "Welcome to the shop.", SpeechOptions.interruptible())
                .voiceSpeaks("Welcome to the shop.", ScriptedVoice.of(seconds(4)))
                .hostSays(seconds(1), "second", "Here is a long list.", SpeechOptions.interruptible())
                .voiceSpeaks("Here is a long list.", ScriptedVoice.of(seconds(5)))
                .userSpeaks(seconds(4.4), seconds(4.8), "mhm")
                .userSpeaks(seconds(9.4), seconds(9.8), "yes")
                .run();

        assertThat(call.playbacks())
                .extracting(CallRecording.Playback::heard)
                .startsWith("Welcome to the shop.", "Here is a long list.");
        assertThat(turns(call)).containsExactly("yes");
    }

    /** LiveKit Agents' start of the backchannel boundary: nobody agrees with what has only just begun. */
    @ParameterizedTest
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldJudgeAsSpeechWhatIsSaidAtTheAgentsBeginning(long seed) {
        Delays d = new Delays(seed);
        double boundary = d.between(0.1, 2);
        double from = 3.2 + d.between(0, 3) + 0.005;
        CallRecording call = byWords(
                        story(10),
                        TurnStart.byWords(3).withBoundary(new BackchannelBoundary(seconds(boundary), Duration.ZERO)))
                .userSpeaks(seconds(from), seconds(from + 0.9), "uh huh")
                .run();

        boolean speech = from <= 3.2 + boundary;
        assertThat(call.playbacks().get(0).interrupted()).isEqualTo(speech);
        assertClose(call.playbacks().get(0).ended(), speech ? from + 0.5 : 13.2);
        assertThat(turns(call)).isEqualTo(speech ? List.of("Tell me a story.", "uh huh") : List.of("Tell me a story."));
    }
}
