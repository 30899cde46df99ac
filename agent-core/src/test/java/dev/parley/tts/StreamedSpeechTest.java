package dev.parley.tts;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.Retry;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' {@code TTS.stream()}: a text pushed piece by piece. */
class StreamedSpeechTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final List<List<String>> attempts = new CopyOnWriteArrayList<>();
    private final ModelException lost = ModelException.passing("lost");

    /** Notes what each attempt is given, and does with it as it is told. */
    private final class Voice implements TextToSpeech {
        private Function<Source<SynthesizedAudio, NotUsed>, Source<SynthesizedAudio, NotUsed>> work = audio -> audio;

        @Override
        public String name() {
            return "voice";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength().withStreaming();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.REALTIME;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return Source.empty();
        }

        @Override
        public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
            List<String> given = new ArrayList<>();
            attempts.add(given);
            return Flow.<SpeechInput>create()
                    .prefixAndTail(0)
                    .flatMapConcat(text -> work.apply(text.second().map(input -> {
                        given.add(input instanceof SpeechInput.Text written ? written.text() : "|");
                        return SynthesizedAudio.of(AudioFrame.silence(Duration.ofMillis(100), format()));
                    })));
        }
    }

    private final Voice voice = new Voice();

    private static Source<SpeechInput, NotUsed> every(Duration gap, String... pieces) {
        return Source.from(List.of(pieces))
                .flatMapConcat(piece -> VirtualTime.after(
                        gap, piece.equals("|") ? new SpeechInput.Flush() : new SpeechInput.Text(piece)));
    }

    private Outcome<SynthesizedAudio> speak(Source<SpeechInput, NotUsed> text) {
        return time.run(text.via(StreamedSpeech.of(voice, Retry.silently("voice", ConnectOptions.standard()))));
    }

    @Test
    void shouldSpeakATextWhileItIsWritten() {
        Duration start = time.now();
        Outcome<SynthesizedAudio> outcome = speak(every(Duration.ofSeconds(1), "Good ", "morning.", "|", " Hello."));
        time.pass(Duration.ofSeconds(4));

        assertThat(attempts).containsExactly(List.of("Good ", "morning.", "|", " Hello."));
        assertThat(outcome.timed().get(0).at().minus(start)).isEqualTo(Duration.ofSeconds(1));
        assertThat(outcome.over()).isTrue();
    }

    @Test
    void shouldGiveTheSameTextAgainWhileNothingWasHeard() {
        voice.work = audio -> attempts.size() > 1
                ? audio
                : audio.drop(1).map(second -> {
                    throw lost;
                });

        Outcome<SynthesizedAudio> outcome = speak(every(Duration.ofSeconds(1), "Good ", "morning ", "to you."));
        time.pass(Duration.ofSeconds(4));

        assertThat(attempts).containsExactly(List.of("Good ", "morning "), List.of("Good ", "morning ", "to you."));
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void shouldNotBeginAgainOnceSomethingWasHeard() {
        voice.work = audio -> audio.take(1).concatLazy(Source.lazySource(() -> Source.failed(lost)));

        Outcome<SynthesizedAudio> outcome = speak(every(Duration.ofSeconds(1), "Good ", "morning."));
        time.pass(Duration.ofSeconds(4));

        assertThat(attempts).hasSize(1);
        assertThat(outcome.failure()).contains(lost);
    }

    @Test
    void shouldWaitForATextThatIsWrittenSlowlyAndNotForAVoiceThatIsSilent() {
        voice.work = audio -> audio.take(0).concat(Source.maybe());

        Outcome<SynthesizedAudio> outcome = speak(every(Duration.ofSeconds(25), "Good ", "morning."));
        time.pass(Duration.ofSeconds(50));
        assertThat(attempts).hasSize(1);
        time.pass(Duration.ofMinutes(2));

        assertThat(attempts).hasSize(4);
        assertThat(outcome.failure()).get().asString().contains("no answer in time");
    }

    @Test
    void shouldTakeSilenceForAFailure() {
        voice.work = audio -> audio.take(0);

        Outcome<SynthesizedAudio> outcome = speak(every(Duration.ofMillis(1), "Good morning."));
        time.pass(Duration.ofSeconds(10));

        assertThat(outcome.failure())
                .get()
                .asString()
                .contains("voice: no audio for a text of 13 characters (expected: at least one frame)");
    }

    @Test
    void shouldTakeAudioThatEndsBeforeItsTextForAFailure() {
        voice.work = audio -> audio.take(1);

        Outcome<SynthesizedAudio> outcome = speak(every(Duration.ofSeconds(1), "Good ", "morning."));
        time.pass(Duration.ofSeconds(4));

        assertThat(outcome.elements()).hasSize(1);
        assertThat(outcome.failure())
                .get()
                .asString()
                .contains("voice: ended before its text (expected: audio to the text's end)");
    }

    @Test
    void shouldNotBlameTheVoiceForATextThatFails() {
        IllegalStateException broken = new IllegalStateException("transform");
        Source<SpeechInput, NotUsed> text =
                every(Duration.ofSeconds(1), "Good ").concat(VirtualTime.failingAfter(Duration.ofSeconds(2), broken));

        Outcome<SynthesizedAudio> outcome = speak(text);
        time.pass(Duration.ofSeconds(10));

        assertThat(attempts).hasSize(1);
        assertThat(outcome.failure()).contains(broken);
    }

    @Test
    void shouldTakeNoMoreTextOnceNobodyListens() {
        List<String> taken = new CopyOnWriteArrayList<>();
        Source<SpeechInput, NotUsed> text = every(Duration.ofSeconds(1), "a ", "b ", "c ", "d ")
                .map(piece -> {
                    taken.add("piece");
                    return piece;
                });

        time.run(text.via(StreamedSpeech.of(voice, Retry.silently("voice", ConnectOptions.standard())))
                .take(1));
        time.pass(Duration.ofSeconds(5));

        assertThat(taken).hasSizeLessThan(3);
    }
}
