package dev.parley.rtc.jitter;

import java.util.Arrays;

/** Noise of a given level, darker than white as rooms are. */
final class ComfortNoise {
    private static final double SMOOTHING = 0.25;
    /** Root mean square of the smoothed noise, for values spread evenly from -1 to 1. */
    private static final double RMS = Math.sqrt(1.0 / 3 * SMOOTHING / (2 - SMOOTHING));

    /** At a root mean square below it no sample is other than 0, as the smoothed noise is never further from 0 than 1. */
    private static final double INAUDIBLE = 0.5 * RMS;

    private long random = 0x9E3779B97F4A7C15L;
    private double smoothed;

    /** The next sample at root mean square 1. */
    double next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        double white = (int) (random >>> 32) / 2147483648.0;
        smoothed += SMOOTHING * (white - smoothed);
        return smoothed / RMS;
    }

    /** So many samples of noise of this root mean square, which is low enough that none is cut. */
    void fill(short[] pcm, int offset, int samples, double level) {
        if (level < INAUDIBLE) {
            Arrays.fill(pcm, offset, offset + samples, (short) 0);
            return;
        }
        for (int i = offset; i < offset + samples; i++) {
            pcm[i] = (short) Math.rint(next() * level);
        }
    }
}
