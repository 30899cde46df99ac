package dev.parley.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TextToSpeechStreamAdapterTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final List<String> spoken = new CopyOnWriteArrayList<>();

    /** Ten milliseconds a character, texts of 40 characters at most. */
    private final class Voice implements TextToSpeech {
        @Override
        public String name() {
            return "voice";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return new TextToSpeechCapabilities(40);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            spoken.add(text);
            return Source.single(AudioFrame.silence(Duration.ofMillis(10L * text.length()), format()));
        }
    }

    @Test
    void shouldSpeakEachSentenceAsSoonAsItIsComplete() {
        Source<String, NotUsed> written = Source.from(
                        List.of("Good morn", "ing to all of you. ", "It is a ", "fine day."))
                .flatMapConcat(piece -> VirtualTime.after(Duration.ofSeconds(1), piece));

        Outcome<SynthesizedAudio> outcome = time.run(written.<SpeechInput>map(SpeechInput.Text::new)
                .via(new TextToSpeechStreamAdapter(new Voice()).stream()));
        time.pass(Duration.ofSeconds(3));
        assertThat(spoken).containsExactly("Good morning to all of you.");
        time.pass(Duration.ofSeconds(2));

        assertThat(spoken).containsExactly("Good morning to all of you.", "It is a fine day.");
        assertThat(outcome.over()).isTrue();
        assertThat(outcome.elements()).hasSize(2);
    }

    @Test
    void shouldGiveALongSentenceInPieces() {
        time.run(Source.<SpeechInput>single(
                        new SpeechInput.Text("The first clause is right here, and the second clause follows it."))
                .via(new TextToSpeechStreamAdapter(new Voice()).stream()));

        assertThat(spoken).containsExactly("The first clause is right here,", "and the second clause follows it.");
    }

    @Test
    void shouldSpeakWhatThereIsWhenItIsFlushed() {
        Source<SpeechInput, NotUsed> written = Source.<SpeechInput>from(
                        List.of(new SpeechInput.Text("Let me see"), new SpeechInput.Flush()))
                .concat(Source.maybe());

        Outcome<SynthesizedAudio> outcome = time.run(written.via(new TextToSpeechStreamAdapter(new Voice()).stream()));

        assertThat(spoken).containsExactly("Let me see");
        assertThat(outcome.over()).isFalse();
    }

    /** A voice that makes audio at once, 10 ms a character: a second and more of it for each sentence here. */
    private final class QuickVoice implements TextToSpeech {
        @Override
        public String name() {
            return "quick";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            spoken.add(text);
            return Source.single(AudioFrame.silence(Duration.ofMillis(100L * text.length()), format()));
        }
    }

    private static String sentence(char first) {
        return first + "a".repeat(57) + ". ";
    }

    @Test
    void shouldMakeNoMoreThanIsSoonNeededAndSeveralSentencesAtOnce() {
        Source<String, NotUsed> written = Source.range('A', 'M').map(letter -> sentence((char) letter.intValue()));

        Outcome<SynthesizedAudio> outcome = time.run(written.<SpeechInput>map(SpeechInput.Text::new)
                .via(new TextToSpeechStreamAdapter(new QuickVoice()).paced(TextPacing.standard()).stream(time)));

        assertThat(spoken).as("the first by itself").hasSize(1);
        time.pass(Duration.ofMillis(900)); // 5.9 s of audio, of which 5.0 are left
        assertThat(spoken).hasSize(2);
        assertThat(spoken.get(1)).startsWith("B").contains(" F").doesNotContain(" G");
        time.pass(Duration.ofMillis(29_800)); // 29.9 s more, of which 5.1 are left
        assertThat(spoken).hasSize(2);
        time.pass(Duration.ofMillis(200));
        assertThat(spoken).hasSize(3);
        assertThat(spoken.get(2)).startsWith("G").contains(" K").doesNotContain(" L");
        time.pass(Duration.ofSeconds(30));
        assertThat(spoken.get(3)).startsWith("L").contains(" M");
        assertThat(outcome.over()).isTrue();
    }

    @Test
    void shouldGiveWhatComesLateAtOnce() {
        Source<String, NotUsed> written = Source.from(List.of(sentence('A'), sentence('B'), sentence('C')))
                .flatMapConcat(piece -> VirtualTime.after(Duration.ofSeconds(20), piece));

        Outcome<SynthesizedAudio> outcome = time.run(written.<SpeechInput>map(SpeechInput.Text::new)
                .via(new TextToSpeechStreamAdapter(new QuickVoice()).paced(TextPacing.standard()).stream(time)));
        time.pass(Duration.ofSeconds(61));

        assertThat(spoken).hasSize(3);
        assertThat(outcome.over()).isTrue();
        assertThat(outcome.elements()).hasSize(3);
    }

    @Test
    void shouldRefuseAPacingThatMakesNoSense() {
        assertThatThrownBy(() -> TextPacing.standard().withMaxTextLength(0)).hasMessageContaining("max-text-length: 0");
        assertThatThrownBy(() -> TextPacing.standard().withMinRemainingAudio(Duration.ofSeconds(-1)))
                .hasMessageContaining("min-remaining-audio");
    }
}
