package dev.parley.tts;

import static dev.parley.resilience.VirtualTime.failingAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' tests/test_tts_fallback.py; case 38 of the reference. */
@Timeout(30)
class TextToSpeechFallbackAdapterTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final ModelException down = ModelStatusException.of("primary", 500, "");
    private static final String TEXT = "hello there";

    private final Fake primary = new Fake("primary", AudioFormat.WIDEBAND);
    private final Fake secondary = new Fake("secondary", AudioFormat.REALTIME);
    private final BlockingQueue<AvailabilityChanged> changes = new LinkedBlockingQueue<>();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /** A voice that speaks as it is told at the time; one second by itself. */
    private static final class Fake implements TextToSpeech {
        private final String name;
        private final AudioFormat format;
        private volatile Supplier<Source<AudioFrame, NotUsed>> speech;
        private final AtomicInteger asked = new AtomicInteger();

        private Fake(String name, AudioFormat format) {
            this.name = name;
            this.format = format;
            this.speech = () -> seconds(1);
        }

        private Source<AudioFrame, NotUsed> seconds(int seconds) {
            return Source.single(AudioFrame.silence(Duration.ofSeconds(seconds), format));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return format;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            asked.incrementAndGet();
            return speech.get();
        }
    }

    private TextToSpeechFallbackAdapter group(ConnectOptions connect) {
        TextToSpeechFallbackAdapter group =
                TextToSpeechFallbackAdapter.of(time.system(), List.of(primary, secondary), connect);
        group.onAvailabilityChanged(changes::add);
        return group;
    }

    private TextToSpeechFallbackAdapter impatient() {
        return group(TextToSpeechFallbackAdapter.CONNECT.withMaxRetries(0));
    }

    private Outcome<AudioFrame> speak(TextToSpeechFallbackAdapter group) {
        return time.run(group.synthesize(TEXT, member -> served.add(member.name())));
    }

    private static Duration audio(Outcome<AudioFrame> outcome) {
        return outcome.elements().stream().map(AudioFrame::duration).reduce(Duration.ZERO, Duration::plus);
    }

    @Test // case 38
    void shouldSpeakInTheHighestRateWhoeverSpeaks() {
        TextToSpeechFallbackAdapter group = impatient();

        Outcome<AudioFrame> outcome = speak(group);

        assertThat(group.format()).isEqualTo(AudioFormat.REALTIME);
        assertThat(served).containsExactly("primary");
        assertThat(outcome.elements()).allMatch(frame -> frame.format().equals(AudioFormat.REALTIME));
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test // case 38
    void shouldTakeSilenceForAFailure() throws Exception {
        primary.speech = Source::empty;

        Outcome<AudioFrame> outcome = speak(impatient());

        assertThat(served).containsExactly("secondary");
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
    }

    @Test // case 38
    void shouldCountTheTimeToTheFirstAudioFromTheFirstAttempt() {
        primary.speech = () -> failingAfter(Duration.ofMillis(500), down);
        Duration start = time.now();

        Outcome<AudioFrame> outcome = speak(impatient());
        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.timed().get(0).at().minus(start)).isEqualTo(Duration.ofMillis(500));
        assertThat(served).containsExactly("secondary");
    }

    @Test
    void shouldAskEachVoiceThreeTimes() {
        primary.speech = () -> Source.failed(down);

        Outcome<AudioFrame> outcome = speak(group(TextToSpeechFallbackAdapter.CONNECT));
        time.pass(Duration.ofMillis(2_099));
        assertThat(primary.asked).hasValue(2);
        assertThat(outcome.elements()).isEmpty();
        time.pass(Duration.ofMillis(1));

        assertThat(primary.asked).hasValueGreaterThanOrEqualTo(3);
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldNotSayTheBeginningTwice() {
        primary.speech = () -> primary.seconds(2).concatLazy(Source.lazySource(() -> Source.<AudioFrame>failed(down)));
        TextToSpeechFallbackAdapter group = impatient();

        Outcome<AudioFrame> broken = speak(group);
        Outcome<AudioFrame> next = speak(group);

        assertThat(audio(broken)).isEqualTo(Duration.ofSeconds(2));
        assertThat(broken.failure()).contains(down);
        assertThat(audio(next)).isEqualTo(Duration.ofSeconds(1));
        assertThat(served).containsExactly("primary", "secondary");
    }

    @Test
    void shouldFailWhenAllFailAndTryAllAgainNextTime() {
        primary.speech = () -> Source.failed(down);
        secondary.speech = Source::empty;
        TextToSpeechFallbackAdapter group = impatient();

        Outcome<AudioFrame> failed = speak(group);
        primary.speech = () -> primary.seconds(3);
        Outcome<AudioFrame> again = speak(group);

        assertThat(failed.failure()).get().extracting("message").asString().contains("[primary, secondary] failed");
        assertThat(audio(again)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldBringBackAVoiceThatSpeaksForNobody() throws Exception {
        primary.speech = () -> Source.failed(down);
        TextToSpeechFallbackAdapter group = impatient();
        speak(group);
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
        primary.speech = () -> primary.seconds(1);

        AvailabilityChanged change = null;
        while (change == null) {
            speak(group);
            change = changes.poll(100, TimeUnit.MILLISECONDS);
        }

        assertThat(change).isEqualTo(new AvailabilityChanged("primary", true));
        served.clear();
        speak(group);
        assertThat(served).containsExactly("primary");
    }

    @Test
    void shouldNotMissSoundInATextOfNoWords() {
        primary.speech = Source::empty;

        Outcome<AudioFrame> outcome = time.run(impatient().synthesize("…", member -> served.add(member.name())));

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.elements()).isEmpty();
    }

    @Test
    void shouldRefuseVoicesOfDifferentChannels() {
        Fake stereo = new Fake("stereo", new AudioFormat(24_000, 2));

        assertThatThrownBy(() -> TextToSpeechFallbackAdapter.of(time.system(), primary, stereo))
                .hasMessage("voices of [1, 2] channels (expected: the same number of each)");
    }
}
