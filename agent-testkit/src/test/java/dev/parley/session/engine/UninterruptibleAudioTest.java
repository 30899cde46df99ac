package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.InterruptionOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said over a speech that must not be interrupted: LiveKit Agents' {@code discard_audio_if_uninterruptible}. */
class UninterruptibleAudioTest {
    private static final String NOTICE = "This call is recorded.";

    /** The notice is heard from about 0.2 to 5.2. */
    private static CallScript notice(SpeechOptions how, double from, double to) {
        return CallScript.create()
                .hostSays(Duration.ZERO, "notice", NOTICE, how)
                .voiceSpeaks(NOTICE, ScriptedVoice.of(seconds(5)).timed(seconds(0.2), seconds(0.2)))
                .userSpeaks(seconds(from), seconds(to), "Hello?")
                .modelAnswers("Hello?", ScriptedReply.of("Hello."));
    }

    private static List<Duration> times(CallRecording call, Class<? extends Effect> kind) {
        return call.effects().stream()
                .filter(timed -> kind.isInstance(timed.effect()))
                .map(CallRecording.TimedEffect::at)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "4, 5", "4.5, 5.1"})
    void shouldUnderstandNothingOfWhatIsSaidOverIt(double from, double to) {
        CallRecording call = notice(SpeechOptions.uninterruptible(), from, to).run();

        assertThat(call.events(SessionEvent.UserInputTranscribed.class)).isEmpty();
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).isEmpty();
        assertThat(call.events(SessionEvent.ErrorOccurred.class)).isEmpty();
        assertThat(call.playbacks()).hasSize(1);
        assertThat(call.events(SessionEvent.UserStateChanged.class))
                .as("the caller's voice is heard all the same")
                .extracting(SessionEvent.UserStateChanged::newState)
                .contains(UserState.SPEAKING);
    }

    @Test
    void shouldWithholdTheAudioForAsLongAsTheSpeechIsMadeAndSaid() {
        CallRecording call = notice(SpeechOptions.uninterruptible(), 8, 9).run();

        assertThat(times(call, Effect.WithholdAudio.class)).singleElement().satisfies(at -> assertClose(at, 0));
        assertThat(times(call, Effect.PassAudio.class)).singleElement().satisfies(at -> assertClose(at, 5.2));
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(1);
    }

    @Test
    void shouldWithholdNothingFromASpeechThatMayBeInterrupted() {
        CallRecording call = notice(SpeechOptions.interruptible(), 1, 2).run();

        assertThat(times(call, Effect.WithholdAudio.class)).isEmpty();
        assertThat(call.playbacks().get(0).interrupted()).isTrue();
    }

    /** Then it is a turn if the speech is over when that ends, and dropped with an error if not. */
    @ParameterizedTest
    @CsvSource({"1, 2, 0, 1", "4, 5, 1, 0", "4.5, 5.1, 1, 0"})
    void shouldUnderstandItIfTheHostWantsThat(double from, double to, int turns, int dropped) {
        CallRecording call = notice(SpeechOptions.uninterruptible(), from, to)
                .turns(interruption(InterruptionOptions::hearingOverUninterruptible))
                .run();

        assertThat(times(call, Effect.WithholdAudio.class)).isEmpty();
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(turns);
        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(dropped);
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .hasSize(dropped)
                .allSatisfy(turn -> assertThat(turn.reason()).isEqualTo("uninterruptible"));
    }

    @Test
    void shouldTakeAllSpeechesForSuchWhereInterruptionsAreOff() {
        CallRecording call = notice(SpeechOptions.interruptible(), 4, 5)
                .turns(turns -> turns.withInterruption(InterruptionOptions.disabled()))
                .run();

        assertThat(call.events(SessionEvent.UserInputTranscribed.class)).isEmpty();
    }

    /** A holder of the speech may protect it when it is heard already. */
    @Test
    void shouldWithholdTheAudioFromWhenASpeechIsProtected() {
        CallRecording call = CallScript.create()
                .hostDoes(seconds(1), session -> {
                    var speech = session.say(NOTICE);
                    speech.disallowInterruptions();
                })
                .voiceSpeaks(NOTICE, ScriptedVoice.of(seconds(5)))
                .userSpeaks(seconds(2), seconds(3), "Hello?")
                .run();

        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertThat(call.refusals()).isEmpty();
        assertThat(times(call, Effect.WithholdAudio.class)).hasSize(1);
        assertThat(times(call, Effect.PassAudio.class)).hasSize(1);
    }

    @Test
    void shouldListenAgainWhenTheRulesChange() {
        CallRecording call = notice(SpeechOptions.uninterruptible(), 3, 4.8)
                .hostDoes(
                        seconds(2),
                        session -> session.updateTurns(interruption(InterruptionOptions::hearingOverUninterruptible)
                                .apply(session.options().turns())))
                .run();

        assertThat(times(call, Effect.PassAudio.class)).singleElement().satisfies(at -> assertClose(at, 2));
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(1);
    }
}
