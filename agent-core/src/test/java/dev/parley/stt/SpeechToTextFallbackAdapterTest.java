package dev.parley.stt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' tests/test_stt_fallback.py; case 37 of the reference. */
@Timeout(30)
class SpeechToTextFallbackAdapterTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final ModelException down = ModelStatusException.of("primary", 401, "");
    private static final ConnectOptions ONCE = SpeechToTextFallbackAdapter.CONNECT.withMaxRetries(0);
    private static final AudioFrame FRAME = AudioFrame.silence(Duration.ofMillis(100), AudioFormat.WIDEBAND);

    private final BlockingQueue<AvailabilityChanged> changes = new LinkedBlockingQueue<>();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /** A recogniser that does as it is told at the time. */
    private static final class Fake implements SpeechToText {
        private final String name;
        private final boolean streaming;
        private final AudioFormat format;
        private volatile Supplier<CompletionStage<Transcript>> recognition;
        private volatile Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> stream;
        private final AtomicInteger streams = new AtomicInteger();

        private Fake(String name, boolean streaming, AudioFormat format) {
            this.name = name;
            this.streaming = streaming;
            this.format = format;
            this.recognition = () -> CompletableFuture.completedStage(new Transcript("from " + name, 1));
            this.stream = () -> Flow.<AudioFrame>create()
                    .map(frame -> new SpeechToTextEvent.Final(new Transcript("from " + name, 1)));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(streaming, streaming);
        }

        @Override
        public AudioFormat format() {
            return format;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            assertThat(utterance.format()).isEqualTo(format);
            return recognition.get();
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            streams.incrementAndGet();
            return stream.get();
        }
    }

    private static Fake batch(String name) {
        return new Fake(name, false, AudioFormat.WIDEBAND);
    }

    private static Fake streaming(String name) {
        return new Fake(name, true, AudioFormat.WIDEBAND);
    }

    private SpeechToTextFallbackAdapter group(ConnectOptions connect, Fake... members) {
        SpeechToTextFallbackAdapter group = SpeechToTextFallbackAdapter.of(time.system(), List.of(members), connect);
        group.onAvailabilityChanged(changes::add);
        return group;
    }

    private String recognize(SpeechToTextFallbackAdapter group) throws Exception {
        return group.recognize(FRAME, member -> served.add(member.name()))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .text();
    }

    private static String text(SpeechToTextEvent event) {
        return ((SpeechToTextEvent.Final) event).transcript().text();
    }

    // --- whole utterances

    @Test // case 37
    void shouldLetTheNextOneRecogniseWhenTheFirstFails() throws Exception {
        Fake primary = batch("primary");
        primary.recognition = () -> CompletableFuture.failedStage(down);

        SpeechToTextFallbackAdapter group = group(ONCE, primary, batch("secondary"));

        assertThat(recognize(group)).isEqualTo("from secondary");
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
        assertThat(served).containsExactly("secondary");
        assertThat(group.capabilities().streaming()).isFalse();
    }

    @Test // case 37
    void shouldFailWhenAllFail() {
        Fake primary = batch("primary");
        Fake secondary = batch("secondary");
        primary.recognition = () -> CompletableFuture.failedStage(down);
        secondary.recognition = () -> CompletableFuture.failedStage(down);

        assertThatThrownBy(() -> recognize(group(ONCE, primary, secondary)))
                .hasCauseInstanceOf(ModelException.class)
                .hasMessageContaining("all of [primary, secondary] failed");
    }

    @Test // case 37
    void shouldBringBackAMemberThatAnswersAProbe() throws Exception {
        Fake primary = batch("primary");
        primary.recognition = () -> CompletableFuture.failedStage(down);
        SpeechToTextFallbackAdapter group = group(ONCE, primary, batch("secondary"));
        recognize(group);
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));

        primary.recognition = () -> CompletableFuture.completedStage(new Transcript("back", 1));
        assertThat(recognize(group)).isEqualTo("from secondary");

        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", true));
        assertThat(served).containsExactly("secondary", "secondary");
        assertThat(recognize(group)).isEqualTo("back");
    }

    @Test
    void shouldGiveAMemberTenSecondsTwice() throws Exception {
        Fake primary = batch("primary");
        primary.recognition = CompletableFuture::new;
        SpeechToTextFallbackAdapter group = group(SpeechToTextFallbackAdapter.CONNECT, primary, batch("secondary"));

        CompletionStage<Transcript> transcript = group.recognize(FRAME);
        time.pass(Duration.ofMillis(20_099));
        assertThat(transcript.toCompletableFuture()).isNotDone();
        time.pass(Duration.ofMillis(1));

        assertThat(transcript.toCompletableFuture().get(5, TimeUnit.SECONDS).text())
                .isEqualTo("from secondary");
    }

    @Test
    void shouldGiveEachMemberItsOwnSampleRate() throws Exception {
        Fake primary = new Fake("primary", false, AudioFormat.TELEPHONE);
        SpeechToTextFallbackAdapter group = group(ONCE, primary, batch("secondary"));

        assertThat(group.format()).isEqualTo(AudioFormat.WIDEBAND);
        assertThat(recognize(group)).isEqualTo("from primary");
    }

    // --- streams

    private Outcome<String> listen(SpeechToTextFallbackAdapter group, int frames, Duration every) {
        return time.run(Source.range(1, frames)
                .flatMapConcat(i -> Source.single(FRAME).initialDelay(every))
                .via(group.stream(member -> served.add(member.name())))
                .map(SpeechToTextFallbackAdapterTest::text));
    }

    @Test // case 37
    void shouldGoOnWithTheNextStreamWhenTheFirstBreaks() throws Exception {
        Fake primary = streaming("primary");
        primary.stream = () -> Flow.<AudioFrame>create().map(frame -> {
            throw down;
        });
        SpeechToTextFallbackAdapter group = group(ONCE, primary, streaming("secondary"));

        Outcome<String> outcome = listen(group, 5, Duration.ofMillis(100));
        time.pass(Duration.ofSeconds(2));

        assertThat(outcome.elements()).hasSizeGreaterThanOrEqualTo(3).containsOnly("from secondary");
        assertThat(served).containsExactly("secondary");
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
    }

    @Test // case 37
    void shouldFailTheStreamWhenAllFail() {
        Fake primary = streaming("primary");
        Fake secondary = streaming("secondary");
        primary.stream = () -> Flow.<AudioFrame>create().map(frame -> {
            throw down;
        });
        secondary.stream = primary.stream;

        Outcome<String> outcome = listen(group(ONCE, primary, secondary), 5, Duration.ofMillis(100));
        time.pass(Duration.ofSeconds(2));

        assertThat(outcome.failure()).get().extracting("message").asString().contains("[primary, secondary] failed");
    }

    @Test // case 37
    void shouldBringBackAStreamThatHearsAlong() throws Exception {
        Fake primary = streaming("primary");
        Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> sound = primary.stream;
        primary.stream = () -> Flow.<AudioFrame>create().map(frame -> {
            primary.stream = sound;
            throw down;
        });
        SpeechToTextFallbackAdapter group = group(ONCE, primary, streaming("secondary"));

        Outcome<String> outcome = listen(group, 10, Duration.ofMillis(100));
        time.pass(Duration.ofSeconds(1));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", true));
        time.pass(Duration.ofSeconds(2));

        assertThat(outcome.elements()).containsOnly("from secondary");
        assertThat(served).as("a probe is heard by nobody").containsExactly("secondary");
        Outcome<String> next = listen(group, 1, Duration.ofMillis(100));
        time.pass(Duration.ofSeconds(1));
        assertThat(next.elements()).containsExactly("from primary");
    }

    @Test
    void shouldRepeatAStreamBeforeItIsGivenUp() {
        Fake primary = streaming("primary");
        ModelException passing = ModelStatusException.of("primary", 503, "");
        primary.stream = () -> Flow.<AudioFrame>create().map(frame -> {
            throw passing;
        });
        SpeechToTextFallbackAdapter group = group(SpeechToTextFallbackAdapter.CONNECT, primary, streaming("secondary"));

        Outcome<String> outcome = listen(group, 20, Duration.ofMillis(50));
        time.pass(Duration.ofSeconds(3));

        assertThat(primary.streams).hasValueGreaterThanOrEqualTo(2);
        assertThat(outcome.elements()).isNotEmpty().containsOnly("from secondary");
    }

    @Test
    void shouldRefuseMembersThatDoNotFitTogether() {
        assertThatThrownBy(() -> SpeechToTextFallbackAdapter.of(time.system(), streaming("a"), batch("b")))
                .hasMessage("recognisers that do not stream: [b] (expected: all or none, or a detector that cuts"
                        + " their utterances out)");
    }
}
