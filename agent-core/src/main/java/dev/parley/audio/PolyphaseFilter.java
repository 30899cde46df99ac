package dev.parley.audio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The low-pass filter between two sample rates, one row of weights for each position that an output sample can have
 * between two input samples.
 *
 * <p>Immutable and shared by all streams of the same pair of rates; the largest of them (22.05 to 16 kHz) is 115 kB.
 *
 * <p>Design notes. A Kaiser-windowed sinc that reaches 32 samples of the lower rate to either side. With the window
 * for 80 dB that leaves a transition of 0.078 of the lower rate, which is put just below its half: nothing above half the
 * lower rate comes through, so nothing folds back into speech. Each row is scaled to a sum of one, or steady input would
 * come out with a ripple at the output rate.
 */
final class PolyphaseFilter {
    private static final int HALF_WIDTH = 32;
    private static final double ATTENUATION_DB = 80;
    private static final double KAISER_BETA = 0.1102 * (ATTENUATION_DB - 8.7);
    private static final double TRANSITION = (ATTENUATION_DB - 7.95) / (14.36 * 2 * HALF_WIDTH);
    private static final double CUTOFF = 0.5 - TRANSITION / 2;

    private static final Map<Long, PolyphaseFilter> FILTERS = new ConcurrentHashMap<>();

    /** Positions between two input samples: the output rate over the greatest common divisor. */
    final int phases;

    /** How many positions the next output sample is further on: the input rate over the greatest common divisor. */
    final int stride;

    /** Input samples needed before and at an output sample's place. */
    final int before;

    /** Input samples needed after an output sample's place: the latency. */
    final int after;

    private final float[][] rows;

    private PolyphaseFilter(int fromRate, int toRate) {
        int divisor = greatestCommonDivisor(fromRate, toRate);
        phases = toRate / divisor;
        stride = fromRate / divisor;
        double lowerOfInput = Math.min(1.0, (double) toRate / fromRate);
        int reach = (int) Math.ceil(HALF_WIDTH / lowerOfInput);
        after = fromRate == toRate ? 0 : reach;
        before = fromRate == toRate ? 1 : reach;
        rows = new float[phases][];
        for (int phase = 0; phase < phases; phase++) {
            rows[phase] = fromRate == toRate ? new float[] {1} : row(phase, lowerOfInput);
        }
    }

    /** The filter for this pair of rates. The caller has checked that both are supported, which bounds the cache. */
    static PolyphaseFilter between(int fromRate, int toRate) {
        return FILTERS.computeIfAbsent(
                (long) fromRate << 32 | toRate, pair -> new PolyphaseFilter((int) (pair >> 32), pair.intValue()));
    }

    /** The output sample at a phase, of the input that starts at the given place of the history. */
    float apply(int phase, float[] history, int start) {
        float[] row = rows[phase];
        float even = 0;
        float odd = 0;
        int pairs = row.length & ~1;
        for (int i = 0; i < pairs; i += 2) {
            even += row[i] * history[start + i];
            odd += row[i + 1] * history[start + i + 1];
        }
        return pairs == row.length ? even + odd : even + odd + row[pairs] * history[start + pairs];
    }

    private float[] row(int phase, double lowerOfInput) {
        double[] weights = new double[before + after];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double distance = ((double) phase / phases - (i - before + 1)) * lowerOfInput;
            weights[i] = sinc(2 * CUTOFF * distance) * kaiser(distance / HALF_WIDTH);
            sum += weights[i];
        }
        float[] row = new float[weights.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (weights[i] / sum);
        }
        return row;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x) {
        return Math.abs(x) > 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
    }

    /** Modified Bessel function of the first kind and order zero, by its power series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-16; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
