package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text that the host gives piece by piece: LiveKit Agents' {@code session.say(AsyncIterable[str])}. */
class HostSpeechTest {
    private static final String TEXT = "The weather is fine today. It will rain by the evening.";

    private static CallScript reading(double at, ScriptedReply text) {
        return CallScript.create()
                .hostSays(seconds(at), "read", text, SpeechOptions.interruptible())
                .voiceSpeaks("The weather is fine today.", ScriptedVoice.of(seconds(3)))
                .voiceSpeaks("It will rain by the evening.", ScriptedVoice.of(seconds(3)));
    }

    @ParameterizedTest
    @CsvSource({"1.0, 4.0", "0.5, 20.0", "3.0, 6.0"})
    void shouldSaySentencesWhileTheRestStillComes(double first, double last) {
        CallRecording call = reading(1, ScriptedReply.of(TEXT).timed(seconds(first), seconds(last)))
                .run();

        assertThat(assistantMessages(call)).extracting(ChatMessage::text).containsExactly(TEXT);
        assertThat(call.playbacks().get(0).started())
                .as("before all of it was there")
                .isLessThan(seconds(1 + last));
        assertThat(call.effects())
                .extracting(CallRecording.TimedEffect::effect)
                .noneMatch(Effect.Generate.class::isInstance);
    }

    @Test
    void shouldReadItOnlyWhenItsTurnHasCome() {
        CallRecording call = CallScript.create()
                .hostSays(seconds(0.5), "first", "One moment.", SpeechOptions.interruptible())
                .hostSays(seconds(1), "read", ScriptedReply.of("There it is."), SpeechOptions.interruptible())
                .voiceSpeaks("One moment.", ScriptedVoice.of(seconds(5)))
                .run();

        Duration read = call.effects().stream()
                .filter(timed -> timed.effect() instanceof Effect.ReadText)
                .findFirst()
                .orElseThrow()
                .at();
        assertClose(read, call.playbacks().get(0).started().toMillis() / 1000.0 + 5);
        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("One moment.", "There it is.");
    }

    @Test
    void shouldStopReadingWhenItIsInterrupted() {
        CallRecording call = reading(1, ScriptedReply.of(TEXT).timed(seconds(1), seconds(30)))
                .hostInterrupts(seconds(10))
                .run();

        assertThat(call.effects())
                .filteredOn(timed -> timed.effect() instanceof Effect.CancelAnswer)
                .isNotEmpty()
                .allSatisfy(cancelled -> assertClose(cancelled.at(), 10));
        assertThat(call.events(SessionEvent.SpeechFinished.class).get(0).interrupted())
                .isTrue();
    }

    /** It is the host's text that failed: no model is to be blamed, however often. */
    @Test
    void shouldSayWhatHasComeOfATextThatFailsAndNotCountIt() {
        CallScript script = CallScript.create().voiceSpeaks("So far so good.", ScriptedVoice.of(seconds(1)));
        for (int i = 0; i < 6; i++) {
            script.hostSays(
                    seconds(1 + 5 * i),
                    "read" + i,
                    ScriptedReply.of("So far so good.").failing("the line is dead"),
                    SpeechOptions.interruptible());
        }
        CallRecording call = script.run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(6).allSatisfy(error -> {
            assertThat(error.source()).isEqualTo("agent");
            assertThat(error.message()).isEqualTo("say: the line is dead");
        });
        assertThat(call.playbacks()).extracting(Playback::heard).hasSize(6).containsOnly("So far so good.");
        assertThat(call.events(SessionEvent.SessionClosed.class)).isEmpty();
    }
}
