package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.SessionState.Phase;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that stands still is found, told and closed, and nothing keeps it from its end. */
class WatchdogTest {
    private static final String STORY = "This is a long story of many words that nobody will ever hear.";

    private static CallScript story(double length) {
        return CallScript.create()
                .hostSays(seconds(1), "host", STORY, SpeechOptions.uninterruptible())
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(length)));
    }

    private static SessionEvent last(CallRecording call) {
        return call.events().get(call.events().size() - 1);
    }

    @Test // peers' case 8: told once, since the session ends with it
    void shouldCloseASessionWhosePlayoutHasDied() {
        CallRecording call = story(10).playoutDies(seconds(2)).run();

        assertThat(call.state().phase()).isEqualTo(Phase.CLOSED);
        assertThat(call.events(SessionEvent.ErrorOccurred.class))
                .filteredOn(error -> error.source().equals("session"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.message())
                            .isEqualTo("speech host: no progress for 120 s, waiting for the voice or the playout"
                                    + " (expected: an end or a failure by then; see"
                                    + " parley.session.progress-timeout)");
                    assertThat(CallRecording.since(error.at())).isBetween(seconds(120), seconds(123));
                });
        assertThat(last(call))
                .isInstanceOfSatisfying(
                        SessionEvent.SessionClosed.class,
                        closed -> assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.ERROR));
    }

    @Test
    void shouldLetALongStoryBeTold() {
        CallRecording call = CallScript.create()
                .hostSays(seconds(1), "host", (STORY + " ").repeat(6).strip(), SpeechOptions.interruptible())
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(100)))
                .run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).isEmpty();
        assertThat(call.playbacks())
                .singleElement()
                .satisfies(playback -> assertThat(playback.position()).isEqualTo(seconds(600)));
    }

    @Test
    void shouldWaitAsLongAsItIsTold() {
        CallRecording impatient = story(10)
                .playoutDies(seconds(2))
                .options(options -> options.withProgressTimeout(seconds(20)))
                .run();
        CallRecording endless = story(10)
                .playoutDies(seconds(2))
                .options(options -> options.withProgressTimeout(Duration.ZERO))
                .run();

        assertThat(impatient.events(SessionEvent.ErrorOccurred.class).get(0).at())
                .isBetween(java.time.Instant.EPOCH.plusSeconds(20), java.time.Instant.EPOCH.plusSeconds(23));
        assertThat(endless.state().phase()).isEqualTo(Phase.RUNNING);
    }

    /** A caller in a noisy place must not hold an answer back for ever. */
    @Test
    void shouldGoOnWithAnAnswerThatANoiseHoldsBack() {
        CallRecording call = CallScript.create()
                .turns(Cases.interruption(interruption -> interruption.withFalseInterruptionTimeout(seconds(2))))
                .userTypes(seconds(1), "hello")
                .modelAnswers("hello", ScriptedReply.of("Good day.").timed(seconds(1), seconds(2)))
                .voiceSpeaks("Good day.", ScriptedVoice.of(seconds(2)))
                .userSpeaks(seconds(1.5), seconds(3000), "")
                .run();

        assertThat(call.events(SessionEvent.SpeechFinished.class).get(0).heard())
                .isEqualTo("Good day.");
        assertThat(call.state().phase()).isEqualTo(Phase.RUNNING);
    }

    // --- last words

    @Test
    void shouldKeepWhatTheCallerSaidLast() {
        CallRecording call = CallScript.create()
                .transcriptDelay(seconds(1.5))
                .userSpeaks(seconds(1), seconds(3), "that is all")
                .hostCloses(seconds(3.6))
                .run();

        assertThat(call.chat().messages()).extracting(ChatMessage::text).containsExactly("that is all");
        assertThat(call.events(SessionEvent.SpeechCreated.class)).isEmpty();
        assertThat(CallRecording.since(last(call).at())).isEqualTo(seconds(5.1));
    }

    @Test
    void shouldNotWaitForLastWordsForEver() {
        CallRecording call = CallScript.create()
                .transcriptDelay(seconds(100))
                .userSpeaks(seconds(1), seconds(30), "too late")
                .hostCloses(seconds(3))
                .run();

        assertThat(last(call)).isInstanceOf(SessionEvent.SessionClosed.class);
        assertThat(CallRecording.since(last(call).at())).isEqualTo(seconds(5));
        assertThat(call.chat().messages()).isEmpty();
    }

    @Test
    void shouldNotWaitWhenThereIsNothingToWaitFor() {
        CallRecording silent = CallScript.create().hostCloses(seconds(3)).run();
        CallRecording hurried = CallScript.create()
                .userSpeaks(seconds(1), seconds(30), "too late")
                .options(options -> options.withCloseTranscriptTimeout(Duration.ZERO))
                .hostCloses(seconds(3))
                .run();

        assertThat(CallRecording.since(last(silent).at())).isEqualTo(seconds(3));
        assertThat(CallRecording.since(last(hurried).at())).isEqualTo(seconds(3));
    }

    // --- nothing comes in between

    /** Whatever else is asked for at the same moment, before, at and after it, an order to close is carried out. */
    @ParameterizedTest
    @ValueSource(strings = {"interrupt", "force", "cancel", "commit", "say", "type", "reply"})
    void shouldCloseWhateverElseIsAskedFor(String other) {
        for (double close = 0.5; close < 8; close += 0.25) {
            List<Double> moments = new ArrayList<>(List.of(close - 0.01, close, close + 0.01));
            CallScript script = Cases.story(4);
            moments.forEach(moment -> act(script, other, moment));
            CallRecording call = script.hostCloses(seconds(close)).run();

            assertThat(last(call)).as("%s, closed at %s", other, close).isInstanceOf(SessionEvent.SessionClosed.class);
            assertThat(call.events(SessionEvent.SessionClosed.class)).hasSize(1);
            assertThat(CallRecording.since(last(call).at()))
                    .as("%s, closed at %s", other, close)
                    .isLessThanOrEqualTo(seconds(close + 2 + 5));
        }
    }

    private static void act(CallScript script, String what, double when) {
        switch (what) {
            case "interrupt" -> script.hostInterrupts(seconds(when));
            case "force" -> script.hostForcesInterrupt(seconds(when));
            case "cancel" -> script.hostCancels(seconds(when));
            case "commit" -> script.hostCommits(seconds(when));
            case "say" ->
                script.hostSays(seconds(when), "h" + when, "One more thing.", SpeechOptions.uninterruptible());
            case "type" -> script.userTypes(seconds(when), "typed");
            default ->
                script.hostAsksForReply(
                        seconds(when), "r" + when, dev.parley.session.ReplyOptions.instructed("Go on."));
        }
    }
}
