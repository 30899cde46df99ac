package dev.parley.vad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.vad.VadEvent.SpeechEnded;
import dev.parley.vad.VadEvent.SpeechStarted;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectralVoiceActivityDetectorTest {
    private static final Duration TWENTY_MILLIS = Duration.ofMillis(20);

    private static Scene scene = new Scene(List.of(), 0);

    private final SpectralVoiceActivityDetector detector = SpectralVoiceActivityDetector.create();

    @BeforeAll
    static void speak() throws IOException {
        Synthesis synthesis = new Synthesis(Path.of("unused"));
        List<float[]> utterances = new ArrayList<>();
        for (String text : List.of("Where is the nearest station?", "Seven.", "We are going to need a bigger table.")) {
            utterances.add(synthesis.speak("kevin16", text));
        }
        scene = new Scene(utterances, 4).over(Noises.pink(60 * Scene.RATE, 5), 40, -20);
    }

    @Test
    void shouldHearEachUtteranceOnce() {
        List<VadEvent> events = detect(scene.audio(), TWENTY_MILLIS);

        assertThat(scene.score(events))
                .isEqualTo(new Scene.Score(3, 0, 0, scene.audio().samples() / 60.0 / Scene.RATE));
        assertThat(Scene.ends(events)).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 30, 50, 333, 1_000, 60_000})
    void shouldReportTheSameForAnyFrameSize(int millis) {
        List<VadEvent> events = detect(scene.audio(), Duration.ofMillis(millis));

        assertThat(events).isEqualTo(detect(scene.audio(), TWENTY_MILLIS));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 24_000, 44_100, 48_000})
    void shouldReportTheSamePlacesAtAnyRate(int rate) {
        AudioFrame other = Resampler.between(AudioFormat.WIDEBAND, new AudioFormat(rate, 2))
                .accept(scene.audio());

        List<VadEvent> events = edges(detect(other, TWENTY_MILLIS));

        List<VadEvent> expected = edges(detect(scene.audio(), TWENTY_MILLIS));
        assertThat(events).hasSameSizeAs(expected);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).at())
                    .isBetween(
                            expected.get(i).at().minusMillis(30),
                            expected.get(i).at().plusMillis(30));
        }
    }

    @Test
    void shouldReportNoEarlierThanTheSettingsSay() {
        for (VadEvent event : detect(scene.audio(), TWENTY_MILLIS)) {
            if (event instanceof SpeechStarted started) {
                assertThat(started.lasted()).isBetween(Duration.ofMillis(50), Duration.ofMillis(200));
            } else if (event instanceof SpeechEnded ended) {
                assertThat(ended.silence()).isBetween(Duration.ofMillis(250), Duration.ofMillis(400));
            }
        }
    }

    @Test
    void shouldKeepStreamsApart() {
        VadStream first = detector.open(AudioFormat.WIDEBAND);
        VadStream second = detector.open(AudioFormat.WIDEBAND);
        List<VadEvent> heard = new ArrayList<>();
        for (AudioFrame frame : frames(scene.audio(), TWENTY_MILLIS)) {
            heard.addAll(first.accept(frame));
            assertThat(second.accept(AudioFrame.silence(TWENTY_MILLIS, AudioFormat.WIDEBAND)))
                    .isEmpty();
        }

        assertThat(heard).isEqualTo(detect(scene.audio(), TWENTY_MILLIS));
    }

    @Test
    void shouldAllocateNothingAndCostLittleWhileNothingHappens() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AudioFrame noise = Noises.repeat(Noises.pink(16_000, 8), 16_000, -40);
        List<AudioFrame> frames = frames(noise, TWENTY_MILLIS);
        VadStream stream = detector.open(AudioFormat.WIDEBAND);
        long least = Long.MAX_VALUE;
        long fastest = Long.MAX_VALUE;

        for (int round = 0; round < 40; round++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long began = System.nanoTime();
            for (int i = 0; i < frames.size(); i++) {
                assertSilent(stream.accept(frames.get(i)));
            }
            fastest = Math.min(fastest, System.nanoTime() - began);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - allocated);
        }

        System.out.printf("voice activity: %.1f µs per 20 ms frame%n", fastest / 1e3 / frames.size());
        assertThat(least / frames.size()).isZero();
    }

    @Test
    void shouldRefuseAFrameOfAnotherFormat() {
        VadStream stream = detector.open(AudioFormat.WIDEBAND);

        assertThatThrownBy(() -> stream.accept(AudioFrame.silence(TWENTY_MILLIS, AudioFormat.TELEPHONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: " + AudioFormat.WIDEBAND);
        assertThatThrownBy(() -> detector.open(AudioFormat.mono(11_025))).hasMessageContaining("sample rate: 11025");
    }

    private static void assertSilent(List<VadEvent> events) {
        if (!events.isEmpty()) {
            throw new AssertionError("events in noise: " + events);
        }
    }

    /** Starts and ends; a pause within speech may be too short to be seen at every rate. */
    private static List<VadEvent> edges(List<VadEvent> events) {
        return events.stream()
                .filter(event -> event instanceof SpeechStarted || event instanceof SpeechEnded)
                .toList();
    }

    private List<VadEvent> detect(AudioFrame audio, Duration size) {
        VadStream stream = detector.open(audio.format());
        List<VadEvent> events = new ArrayList<>();
        for (AudioFrame frame : frames(audio, size)) {
            events.addAll(stream.accept(frame));
        }
        return events;
    }

    private static List<AudioFrame> frames(AudioFrame audio, Duration size) {
        int samples = audio.format().samplesFor(size);
        List<AudioFrame> frames = new ArrayList<>();
        for (int at = 0; at < audio.samples(); at += samples) {
            frames.add(audio.slice(at, Math.min(at + samples, audio.samples())));
        }
        return frames;
    }
}
