package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnDetection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A recogniser that is sure of the caller's words before they are final: LiveKit Agents' {@code PREFLIGHT_TRANSCRIPT}, by {@code
 * _on_stt_event}, {@code on_preflight_stale} and {@code _transcripts_equivalent}.
 */
class PreflightTest {
    private static final String SAID = "Hello, how are you?";
    private static final String ANSWER = "I'm doing well, thank you!";

    /** The caller speaks from 0.5 to 2.0. */
    private static CallScript call(double transcript, double model) {
        return CallScript.create()
                .transcriptDelay(seconds(transcript))
                .userSpeaks(seconds(0.5), seconds(2.0), SAID)
                .modelAnswers("hello how are you", ScriptedReply.of(ANSWER).timed(seconds(model / 2), seconds(model)))
                .modelAnswers(SAID, ScriptedReply.of(ANSWER).timed(seconds(model / 2), seconds(model)))
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(2.0)).timed(seconds(0.3), seconds(0.3)));
    }

    private static long count(CallRecording call, Class<? extends Effect> kind) {
        return call.effects().stream()
                .filter(timed -> kind.isInstance(timed.effect()))
                .count();
    }

    /** The rule: the model works from the preflight on; its answer is heard when it and the turn's end are there. */
    @ParameterizedTest
    @CsvSource({"2.1, 0.4, 0.6", "2.1, 0.4, 2.0", "2.2, 0.9, 0.3", "1.9, 0.3, 1.0", "2.05, 1.5, 1.0"})
    void shouldThinkFromThePreflightOn(double foreseen, double transcript, double model) {
        CallRecording call = call(transcript, model)
                .recogniserForesees(seconds(foreseen), "hello how are you")
                .run();

        double turn = 2.0 + Math.max(0.5, transcript);
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertThat(playback.heard()).isEqualTo(ANSWER);
            assertClose(playback.started(), Math.max(turn, foreseen + model) + 0.3);
        });
        assertThat(count(call, Effect.Generate.class))
                .as("capitals and punctuation alone do not make it another turn")
                .isEqualTo(1);
    }

    @Test
    void shouldTellItAsAnInterimTranscript() {
        CallRecording call =
                call(0.4, 0.5).recogniserForesees(seconds(2.1), "hello how").run();

        assertThat(call.events(SessionEvent.UserInputTranscribed.class))
                .extracting(event -> event.transcript() + " " + event.isFinal())
                .containsSubsequence("hello how false", SAID + " true");
    }

    @Test
    void shouldBeginAnewIfTheCallerHasSaidSomethingElse() {
        CallRecording call = call(0.4, 0.5)
                .recogniserForesees(seconds(2.1), "hello how")
                .modelAnswers("hello how", ScriptedReply.of("How what?"))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly(ANSWER);
        assertThat(count(call, Effect.Generate.class)).isEqualTo(2);
    }

    /** The caller goes on: the answer is dropped with the next interim transcript rather than with the next final one. */
    @Test
    void shouldDropTheAnswerAsSoonAsTheCallerGoesOn() {
        CallRecording call = call(0.8, 5)
                .recogniserForesees(seconds(1.2), "hello how")
                .modelAnswers("hello how", ScriptedReply.of("How what?").timed(seconds(4), seconds(5)))
                .run();

        double dropped = call.effects().stream()
                        .filter(timed -> timed.effect() instanceof Effect.CancelAnswer)
                        .findFirst()
                        .orElseThrow()
                        .at()
                        .toMillis()
                / 1000.0;
        assertThat(dropped).as("at the interim transcript, which comes at 2.0").isBetween(1.95, 2.05);
    }

    @Test
    void shouldCountItAmongTheAttemptsOfATurn() {
        CallScript script = call(0.4, 5);
        for (int i = 0; i < 6; i++) {
            script.recogniserForesees(seconds(0.8 + i * 0.1), "word " + i);
        }
        CallRecording call = script.run();

        assertThat(count(call, Effect.Generate.class))
                .as("three ahead and the real one")
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"MANUAL, true", "VAD, false"})
    void shouldNotThinkAheadWhereThatIsOff(TurnDetection detection, boolean preemptive) {
        CallRecording call = call(0.4, 0.5)
                .turns(turns -> turns.withDetection(detection)
                        .withPreemptive(preemptive ? PreemptiveGeneration.standard() : PreemptiveGeneration.off()))
                .recogniserForesees(seconds(2.1), "hello how are you")
                .run();

        assertThat(count(call, Effect.Generate.class)).isEqualTo(detection == TurnDetection.MANUAL ? 0 : 1);
    }
}
