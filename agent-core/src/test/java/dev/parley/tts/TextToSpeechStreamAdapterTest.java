package dev.parley.tts;

import static org.assertj.core.api.Assertions.assertThat;

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

        Outcome<AudioFrame> outcome = time.run(written.via(new TextToSpeechStreamAdapter(new Voice()).stream()));
        time.pass(Duration.ofSeconds(3));
        assertThat(spoken).containsExactly("Good morning to all of you.");
        time.pass(Duration.ofSeconds(2));

        assertThat(spoken).containsExactly("Good morning to all of you.", "It is a fine day.");
        assertThat(outcome.over()).isTrue();
        assertThat(outcome.elements()).hasSize(2);
    }

    @Test
    void shouldGiveALongSentenceInPieces() {
        time.run(Source.single("The first clause is right here, and the second clause follows it.")
                .via(new TextToSpeechStreamAdapter(new Voice()).stream()));

        assertThat(spoken).containsExactly("The first clause is right here,", "and the second clause follows it.");
    }
}
