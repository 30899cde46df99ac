package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.TurnDetection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases in which transcripts, not sound, begin and end turns, after LiveKit Agents' tests; see the reference. */
class TranscriptCasesTest {

    /** The caller speaks for 0.3 s, too short for a detector of voice to interrupt; the interim comes at its end. */
    private static CallRecording shortWord(TurnDetection detection) {
        return story(10)
                .turns(turns -> turns.withDetection(detection))
                .transcriptDelay(seconds(0.4))
                .userSpeaks(seconds(6.0), seconds(6.3), "Stop!")
                .run();
    }

    @Test // case 17
    void shouldInterruptByAnInterimTranscriptOnlyWithoutADetector() {
        CallRecording without = shortWord(TurnDetection.STT);
        CallRecording with = shortWord(TurnDetection.VAD);

        assertThat(without.playbacks().get(0).interrupted()).isTrue();
        assertClose(without.playbacks().get(0).ended(), 6.3);
        assertThat(with.playbacks().get(0).ended()).isGreaterThan(seconds(6.7));
    }

    /** The rule: cut at the interim, unless words or time of the warm-up are missing; else at the final one. */
    @ParameterizedTest
    @CsvSource({
        "5.0, 5.4, Stop!, 0, 0, 5.4",
        "5.0, 5.2, Stop!, 2, 0, 20",
        "5.0, 6.2, please stop, 2, 0, 6.2",
        "4.0, 4.5, Stop!, 0, 3.0, 20",
        "6.5, 7.5, Stop!, 0, 3.0, 7.5"
    })
    void shouldInterruptWhenEnoughIsUnderstood(
            double from, double to, String text, int minWords, double warmup, double cut) {
        CallRecording call = CallScript.create()
                .turns(turns -> turns.withDetection(TurnDetection.STT))
                .turns(interruption(options -> options.withMinWords(minWords).withAecWarmup(seconds(warmup))))
                .userTypes(seconds(3.0), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(Cases.STORY).timed(seconds(0), seconds(0)))
                .voiceSpeaks(Cases.STORY, ScriptedVoice.of(seconds(17)).timed(seconds(0), seconds(0)))
                .transcriptDelay(seconds(0.1))
                .userSpeaks(seconds(from), seconds(to), text)
                .run();

        boolean atItsEnd = cut == 20;
        if (atItsEnd && minWords > 0) {
            assertThat(call.playbacks().get(0).interrupted()).isFalse();
            assertClose(call.playbacks().get(0).ended(), 20);
        } else if (atItsEnd) {
            // what is said in the warm-up is a turn all the same, when it is over
            assertClose(call.playbacks().get(0).ended(), to + 0.1 + 0.5);
        } else {
            assertClose(call.playbacks().get(0).ended(), cut);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.5", "0.6, 0.5", "0.2, 1.4"})
    void shouldEndATurnWhenNoTranscriptFollowsTheLast(double sttDelay, double endpointing) {
        CallRecording call = CallScript.create()
                .turns(turns -> turns.withDetection(TurnDetection.STT).withEndpointingDelay(seconds(endpointing)))
                .transcriptDelay(seconds(sttDelay))
                .userSpeaks(seconds(0.5), seconds(2.0), "one")
                .userSpeaks(seconds(2.1), seconds(2.4), "two")
                .run();

        assertThat(call.events(SessionEvent.UserTurnCommitted.class))
                .singleElement()
                .satisfies(turn -> {
                    assertThat(turn.transcript()).isEqualTo("one two");
                    assertClose(CallRecording.since(turn.at()), 2.4 + sttDelay + endpointing);
                });
    }

    @Test
    void shouldGoOnWhenAnInterimTranscriptCameToNothing() {
        CallRecording call = story(6).turns(turns -> turns.withDetection(TurnDetection.STT))
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(1.0))))
                .transcriptDelay(seconds(400))
                .userSpeaks(seconds(6.0), seconds(6.3), "Hm")
                .hostCloses(seconds(60))
                .run();

        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertThat(call.events(SessionEvent.AgentFalseInterruption.class))
                .singleElement()
                .satisfies(event -> assertClose(CallRecording.since(event.at()), 7.3));
    }

    /** Case 24: an interim transcript is no transcript, and without a recogniser nobody waits for one. */
    @Test // case 24
    void shouldTellOfSpeechOfWhichOnlyAnInterimTranscriptCame() {
        CallRecording call = CallScript.create()
                .options(options -> options.withTranscriptionTimeout(seconds(1)))
                .transcriptDelay(seconds(400))
                .userSpeaks(seconds(0.5), seconds(2.5), "Hello")
                .hostCloses(seconds(60))
                .run();

        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .singleElement()
                .satisfies(event -> assertClose(CallRecording.since(event.at()), 3.5));
    }
}
