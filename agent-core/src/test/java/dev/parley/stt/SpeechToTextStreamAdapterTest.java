package dev.parley.stt;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import dev.parley.vad.AnySound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SpeechToTextStreamAdapterTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private static final AudioFrame SILENCE = AudioFrame.silence(Duration.ofMillis(100), AudioFormat.WIDEBAND);
    private static final AudioFrame SPEECH = AudioFrame.ofSamples(loud(), AudioFormat.WIDEBAND);

    private final List<Duration> utterances = new ArrayList<>();
    private final List<CompletableFuture<Transcript>> open = new ArrayList<>();

    private static short[] loud() {
        short[] samples = new short[1600];
        Arrays.fill(samples, (short) 1000);
        return samples;
    }

    /** Answers when the test says so. */
    private final class Batch implements SpeechToText {
        @Override
        public String name() {
            return "batch";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(false, false);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            utterances.add(utterance.duration());
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        }
    }

    private Outcome<SpeechToTextEvent> listen(List<AudioFrame> audio) {
        return time.run(Source.from(audio).via(SpeechToTextStreamAdapter.of(new Batch(), new AnySound()).stream()));
    }

    @Test
    void shouldRecogniseOneUtteranceAfterTheOtherInOrder() {
        Outcome<SpeechToTextEvent> outcome =
                listen(List.of(SILENCE, SPEECH, SPEECH, SILENCE, SILENCE, SPEECH, SILENCE));

        assertThat(utterances).hasSize(1);
        open.get(0).complete(new Transcript("first", 1));
        open.get(1).complete(new Transcript("second", 1));

        assertThat(outcome.elements())
                .containsExactly(
                        new SpeechToTextEvent.Final(new Transcript("first", 1)),
                        new SpeechToTextEvent.Final(new Transcript("second", 1)));
        assertThat(outcome.over()).isTrue();
        assertThat(utterances.get(0)).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void shouldCutUtterancesWhereTheyAreThoughTheyComeInOneFrame() {
        short[] samples = new short[10 * 16_000];
        Arrays.fill(samples, 2 * 16_000, 4 * 16_000, (short) 1000);
        Arrays.fill(samples, 6 * 16_000, 7 * 16_000, (short) 1000);

        listen(List.of(AudioFrame.ofSamples(samples, AudioFormat.WIDEBAND)));
        open.get(0).complete(new Transcript("first", 1));
        open.get(1).complete(new Transcript("second", 1));

        assertThat(utterances)
                .as("with up to half a second before them and a tenth behind")
                .satisfiesExactly(
                        first -> assertThat(first).isBetween(Duration.ofMillis(2400), Duration.ofMillis(2600)),
                        second -> assertThat(second).isBetween(Duration.ofMillis(1400), Duration.ofMillis(1600)));
    }

    @Test
    void shouldRecogniseWhatIsBeingSaidWhenTheAudioEnds() {
        Outcome<SpeechToTextEvent> outcome = listen(List.of(SPEECH, SPEECH));

        open.get(0).complete(new Transcript("cut off", 1));

        assertThat(outcome.elements()).containsExactly(new SpeechToTextEvent.Final(new Transcript("cut off", 1)));
    }

    @Test
    void shouldFailRatherThanLoseWords() {
        List<AudioFrame> audio = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            audio.add(SPEECH);
            audio.add(SILENCE);
        }

        assertThat(listen(audio).failure()).isPresent();
    }

    @Test
    void shouldLeaveARecogniserThatStreamsAsItIs() {
        SpeechToText streaming = SpeechToTextStreamAdapter.of(new Batch(), new AnySound());

        assertThat(streaming.capabilities().streaming()).isTrue();
        assertThat(SpeechToTextStreamAdapter.of(streaming, new AnySound())).isSameAs(streaming);
    }
}
