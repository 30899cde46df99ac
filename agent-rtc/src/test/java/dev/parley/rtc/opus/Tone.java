package dev.parley.rtc.opus;

import java.util.Arrays;

/** Sine waves, and how much of a signal is one. */
public final class Tone {
    private static final double AMPLITUDE = 10_000;

    private Tone() {}

    /** A piece of an endless sine, starting at sample {@code from}. */
    public static short[] of(double hertz, int sampleRate, int from, int samples) {
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) (AMPLITUDE * Math.sin(2 * Math.PI * hertz * (from + i) / sampleRate));
        }
        return pcm;
    }

    /** Mean square. */
    public static double power(short[] pcm, int from, int samples) {
        double sum = 0;
        for (int i = from; i < from + samples; i++) {
            sum += (double) pcm[i] * pcm[i];
        }
        return sum / samples;
    }

    /** Share of the power that is at this frequency, 0 to 1 (Goertzel by correlation). */
    public static double share(short[] pcm, int sampleRate, int samples, double hertz) {
        double sine = 0;
        double cosine = 0;
        for (int i = 0; i < samples; i++) {
            double phase = 2 * Math.PI * hertz * i / sampleRate;
            sine += pcm[i] * Math.sin(phase);
            cosine += pcm[i] * Math.cos(phase);
        }
        double power = power(pcm, 0, samples);
        return power == 0 ? 0 : 2 * (sine * sine + cosine * cosine) / samples / samples / power;
    }

    /** The median share over blocks of 50 ms, which a gap or a jump of the phase leaves alone. */
    public static double typicalShare(short[] pcm, int sampleRate, double hertz) {
        int block = sampleRate / 20;
        double[] shares = new double[pcm.length / block];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = share(Arrays.copyOfRange(pcm, i * block, (i + 1) * block), sampleRate, block, hertz);
        }
        Arrays.sort(shares);
        return shares[shares.length / 2];
    }
}
