package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
    private static final List<Integer> RATES = List.of(8_000, 16_000, 22_050, 24_000, 44_100, 48_000);
    private static final double LOUD = 16_000;

    static Stream<Arguments> pairs() {
        return RATES.stream()
                .flatMap(from -> RATES.stream().filter(to -> !to.equals(from)).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldPassSpeechUnchangedUpToThePassBandsEdge(int from, int to) {
        int lower = Math.min(from, to);
        for (double share : new double[] {0.01, 0.05, 0.13, 0.21, 0.3, 0.37, 0.42}) {
            double hertz = share * lower;

            AudioFrame out = Tones.resampleWhole(Tones.sine(hertz, LOUD, from, from), to);

            double decibel = 20 * Math.log10(Tones.amplitude(out, hertz) / LOUD);
            assertThat(decibel).as("gain at %.0f Hz", hertz).isBetween(-0.1, 0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldSuppressWhatWouldFoldBackOrMirror(int from, int to) {
        double lower = Math.min(from, to);
        for (double share : new double[] {0.5, 0.505, 0.53, 0.61, 0.77, 0.93, 1.2, 1.9}) {
            double unwanted = share * lower;
            boolean down = to < from;
            if (unwanted >= (down ? from : to) / 2.0) {
                continue;
            }
            double tone = down ? unwanted : Math.abs(unwanted - Math.round(unwanted / from) * from);
            double heard = down ? Math.abs(unwanted - Math.round(unwanted / to) * to) : unwanted;

            AudioFrame out = Tones.resampleWhole(Tones.sine(tone, LOUD, from, from), to);

            // the edge itself is the tone's own place when going up, where it is neither passed nor mirrored
            if (Math.abs(heard - tone) > 1 || down) {
                double decibel = 20 * Math.log10(Tones.amplitude(out, heard) / LOUD + 1e-9);
                assertThat(decibel).as("unwanted tone of %.0f Hz", heard).isLessThan(-70);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldGiveTheExactLengthOfALongStream(int from, int to) {
        Resampler resampler = Resampler.between(AudioFormat.mono(from), AudioFormat.mono(to));
        long in = 0;
        long out = 0;
        for (int i = 0; i < 3_000; i++) {
            AudioFrame frame = AudioFrame.ofSamples(new short[i % 700], AudioFormat.mono(from));
            in += frame.samples();
            out += resampler.accept(frame).samples();
            long latency = in - out * from / to;
            assertThat(latency).isBetween(0L, 33L * from / Math.min(from, to));
        }

        out += resampler.flush().samples();

        assertThat(out).isEqualTo((in * to + from - 1) / from);
        assertThat(resampler.flush().samples()).isZero();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldKeepAClicksPlaceInTime(int from, int to) {
        short[] click = new short[from / 10];
        int place = from / 20;
        click[place] = Short.MAX_VALUE;

        AudioFrame out = Tones.resampleWhole(AudioFrame.ofSamples(click, AudioFormat.mono(from)), to);

        int loudest = 0;
        for (int i = 0; i < out.samples(); i++) {
            loudest = Math.abs(out.sample(i)) > Math.abs(out.sample(loudest)) ? i : loudest;
        }
        assertThat((double) loudest / to).isCloseTo((double) place / from, within(0.51 / to));
    }

    @Property(tries = 300)
    void shouldGiveTheSameBytesForAnySplitOfTheInput(
            @ForAll("formats") AudioFormat from,
            @ForAll("formats") AudioFormat to,
            @ForAll @Size(max = 12) List<@IntRange(max = 2_500) Integer> cuts,
            @ForAll long seed) {
        int total = cuts.stream().mapToInt(Integer::intValue).sum();
        AudioFrame input = Tones.whiteNoise(total, from, seed);
        Resampler whole = Resampler.between(from, to);
        Resampler split = Resampler.between(from, to);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();

        int at = 0;
        for (int cut : cuts) {
            pieces.writeBytes(split.accept(input.slice(at, at + cut)).toByteArray());
            at += cut;
        }
        pieces.writeBytes(split.flush().toByteArray());

        ByteArrayOutputStream one = new ByteArrayOutputStream();
        one.writeBytes(whole.accept(input).toByteArray());
        one.writeBytes(whole.flush().toByteArray());
        assertThat(pieces.toByteArray()).isEqualTo(one.toByteArray());
    }

    @Provide
    Arbitrary<AudioFormat> formats() {
        return Arbitraries.of(RATES)
                .flatMap(rate -> Arbitraries.of(1, 2).map(channels -> new AudioFormat(rate, channels)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldHoldOvershootAtFullScaleInsteadOfWrapping(int from, int to) {
        short[] square = new short[from / 2];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / (from / 200) % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }

        AudioFrame out = Tones.resampleWhole(AudioFrame.ofSamples(square, AudioFormat.mono(from)), to);

        int halfWave = to / 200;
        for (int i = halfWave; i < out.samples() - halfWave; i++) {
            boolean inside = i % halfWave > halfWave / 4 && i % halfWave < halfWave - halfWave / 4;
            if (inside) {
                boolean high = (int) ((double) i * from / to) / (from / 200) % 2 == 0;
                assertThat((int) out.sample(i)).as("sample %d", i).matches(s -> high ? s > 25_000 : s < -25_000);
            }
        }
    }

    @Test
    void shouldStartOverAfterFlush() {
        AudioFrame input = Tones.whiteNoise(5_000, AudioFormat.FULLBAND, 7);
        Resampler resampler = Resampler.between(AudioFormat.FULLBAND, AudioFormat.TELEPHONE);
        byte[] first = resampler.accept(input).toByteArray();
        resampler.flush();

        assertThat(resampler.accept(input).toByteArray()).isEqualTo(first);
    }

    @Test
    void shouldReturnTheSameFrameWhenFormatsAreEqual() {
        AudioFrame frame = Tones.whiteNoise(160, AudioFormat.WIDEBAND, 1);

        assertThat(Resampler.between(AudioFormat.WIDEBAND, AudioFormat.WIDEBAND).accept(frame))
                .isSameAs(frame);
    }

    @Test
    void shouldMixTwoChannelsByTheirMeanAndCopyOneToBoth() {
        AudioFormat stereo = new AudioFormat(16_000, 2);
        AudioFrame two = AudioFrame.ofSamples(new short[] {1000, 3000, Short.MIN_VALUE, Short.MIN_VALUE}, stereo);
        AudioFrame one = AudioFrame.ofSamples(new short[] {5, -6}, AudioFormat.WIDEBAND);

        AudioFrame mean = Resampler.between(stereo, AudioFormat.WIDEBAND).accept(two);
        AudioFrame copies = Resampler.between(AudioFormat.WIDEBAND, stereo).accept(one);

        assertThat(Tones.samples(mean)).containsExactly(2000, Short.MIN_VALUE);
        assertThat(Tones.samples(copies)).containsExactly(5, 5, -6, -6);
    }

    @Test
    void shouldKeepChannelsApartWhileResampling() {
        AudioFormat stereo = new AudioFormat(48_000, 2);
        AudioFrame tone = Tones.sine(440, LOUD, 48_000, 4_800);
        short[] leftOnly = new short[tone.samples() * 2];
        for (int i = 0; i < tone.samples(); i++) {
            leftOnly[2 * i] = tone.sample(i);
        }

        AudioFrame out =
                Resampler.between(stereo, new AudioFormat(16_000, 2)).accept(AudioFrame.ofSamples(leftOnly, stereo));

        AudioFrame alone =
                Resampler.between(AudioFormat.FULLBAND, AudioFormat.WIDEBAND).accept(tone);
        for (int i = 0; i < out.samples(); i++) {
            assertThat(out.sample(2 * i)).isEqualTo(alone.sample(i));
            assertThat(out.sample(2 * i + 1)).isZero();
        }
    }

    @Test
    void shouldAllocateNothingPerFrameButTheOutput() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AudioFrame frame = Tones.whiteNoise(960, AudioFormat.FULLBAND, 3);
        Resampler resampler = Resampler.between(AudioFormat.FULLBAND, AudioFormat.WIDEBAND);
        int frames = 2_000;
        long[] used = new long[20];

        for (int round = 0; round < used.length; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < frames; i++) {
                resampler.accept(frame);
            }
            used[round] = (threads.getCurrentThreadAllocatedBytes() - before) / frames;
        }

        // 640 bytes of audio, the array's header, the frame object
        assertThat(Arrays.stream(used).min().orElseThrow()).isLessThanOrEqualTo(640 + 16 + 32);
    }

    @Test
    void shouldRefuseForeignRatesAndFrames() {
        assertThatThrownBy(() -> Resampler.between(AudioFormat.mono(11_025), AudioFormat.WIDEBAND))
                .hasMessageContaining(
                        "sample rate: 11025 (expected: one of [8000, 16000, 22050, 24000, 44100, 48000])");
        Resampler resampler = Resampler.between(AudioFormat.FULLBAND, AudioFormat.WIDEBAND);
        assertThatThrownBy(() -> resampler.accept(AudioFrame.ofSamples(new short[1], AudioFormat.WIDEBAND)))
                .hasMessageContaining("expected: " + AudioFormat.FULLBAND);
    }
}
