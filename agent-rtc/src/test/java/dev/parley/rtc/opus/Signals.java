package dev.parley.rtc.opus;

import java.util.Random;

/** Sounds at 48 kHz mono, and how far one is from another. */
public final class Signals {
    private Signals() {}

    /** A sine of the given frequency. */
    public static short[] tone(double hertz, double amplitude, int samples) {
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) Math.round(amplitude * Math.sin(2 * Math.PI * hertz * i / 48_000));
        }
        return pcm;
    }

    /**
     * Like speech: vowels of a gliding pitch with three formants, syllables of 180 ms, and a pause of 600 ms after each 1.8 s, all
     * over faint noise.
     */
    public static short[] speech(long seed, int samples) {
        Random random = new Random(seed);
        short[] pcm = new short[samples];
        double phase = 0;
        for (int i = 0; i < samples; i++) {
            double seconds = i / 48_000.0;
            double pitch = 120 + 25 * Math.sin(2 * Math.PI * 0.7 * seconds);
            phase += pitch / 48_000;
            double syllable = Math.max(0, Math.sin(Math.PI * (seconds % 0.18) / 0.18));
            boolean talking = seconds % 2.4 < 1.8;
            double sound = 0;
            for (int harmonic = 1; talking && harmonic <= 25; harmonic++) {
                sound += weight(harmonic * pitch) * Math.sin(2 * Math.PI * harmonic * phase);
            }
            pcm[i] = (short) Math.round(5000 * syllable * sound + 20 * random.nextGaussian());
        }
        return pcm;
    }

    private static double weight(double hertz) {
        return formant(hertz, 600, 120) + 0.6 * formant(hertz, 1200, 150) + 0.3 * formant(hertz, 2500, 200);
    }

    private static double formant(double hertz, double centre, double width) {
        double distance = (hertz - centre) / width;
        return 1 / (1 + distance * distance);
    }

    /** Ratio of a tone to the rest of {@code pcm[from, to)}, in dB; amplitude and phase are fitted. */
    public static double toneToRest(short[] pcm, int from, int to, double hertz) {
        double energy = 0;
        double real = 0;
        double imaginary = 0;
        for (int i = from; i < to; i++) {
            double angle = 2 * Math.PI * hertz * i / 48_000;
            energy += (double) pcm[i] * pcm[i];
            real += pcm[i] * Math.cos(angle);
            imaginary += pcm[i] * Math.sin(angle);
        }
        double tone = 2 * (real * real + imaginary * imaginary) / (to - from);
        return 10 * Math.log10(tone / Math.max(1e-9, energy - tone));
    }

    /** Energy of a range. */
    public static double energy(short[] pcm, int from, int to) {
        double energy = 0;
        for (int i = from; i < to; i++) {
            energy += (double) pcm[i] * pcm[i];
        }
        return energy;
    }

    /** Energy of the difference of {@code a[from, to)} and {@code b} in the same range. */
    public static double difference(short[] a, short[] b, int from, int to) {
        double energy = 0;
        for (int i = from; i < to; i++) {
            double d = a[i] - b[i];
            energy += d * d;
        }
        return energy;
    }
}
