package dev.parley.rtc.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.opus.Signals;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeStretchTest {
    private static final double PITCH = 200;

    private static short[] voiced(int samples) {
        short[] pcm = Signals.tone(PITCH, 5000, samples);
        short[] overtone = Signals.tone(3 * PITCH, 2000, samples);
        for (int i = 0; i < samples; i++) {
            pcm[i] += overtone[i];
        }
        return pcm;
    }

    @Test
    void shouldFindThePitchPeriod() {
        TimeStretch stretch = new TimeStretch();

        assertThat(stretch.bestLag(voiced(960), 960) % 240).isZero();
        assertThat(stretch.likeness()).isGreaterThan(0.99);
    }

    @Test
    void shouldFindNoPeriodInNoise() {
        TimeStretch stretch = new TimeStretch();
        Random random = new Random(1);
        short[] noise = new short[960];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextGaussian() * 3000);
        }
        stretch.bestLag(noise, 960);

        assertThat(stretch.likeness()).isLessThan(0.5);
    }

    @Test
    void shouldShortenByAPeriodUnheard() {
        short[] pcm = voiced(960);
        short[] original = pcm.clone();

        assertThat(TimeStretch.shorten(pcm, 960, 240)).isEqualTo(720);
        assertThat(Signals.difference(pcm, original, 0, 720)).isLessThan(1e-4 * Signals.energy(original, 0, 720));
    }

    @Test
    void shouldLengthenByAPeriodUnheard() {
        short[] pcm = Arrays.copyOf(voiced(960), 1200);

        assertThat(TimeStretch.lengthen(pcm, 960, 240)).isEqualTo(1200);
        assertThat(Signals.difference(pcm, voiced(1200), 0, 1200)).isLessThan(1e-4 * Signals.energy(pcm, 0, 1200));
    }

    @Test
    void shouldJoinWithoutAStepWhateverTheLag() {
        for (int lag = TimeStretch.MIN_LAG; lag <= TimeStretch.MAX_LAG; lag += 7) {
            short[] shorter = voiced(960);
            short[] longer = Arrays.copyOf(voiced(960), 960 + lag);
            int shortened = TimeStretch.shorten(shorter, 960, lag);
            int lengthened = TimeStretch.lengthen(longer, 960, lag);

            assertThat(steepest(shorter, shortened)).isLessThan(1.5 * steepest(voiced(960), 960));
            assertThat(steepest(longer, lengthened)).isLessThan(1.5 * steepest(voiced(960), 960));
        }
    }

    private static double steepest(short[] pcm, int samples) {
        int steepest = 0;
        for (int i = 1; i < samples; i++) {
            steepest = Math.max(steepest, Math.abs(pcm[i] - pcm[i - 1]));
        }
        return steepest;
    }
}
