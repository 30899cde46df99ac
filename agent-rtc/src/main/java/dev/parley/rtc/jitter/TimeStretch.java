package dev.parley.rtc.jitter;

/**
 * Makes a piece of sound longer or shorter by a lag, by overlapping it with itself; with a lag of whole pitch periods this is
 * hardly heard. Works in place; each piece must be at least two lags long.
 */
final class TimeStretch {
    static final int MIN_LAG = 120;
    static final int MAX_LAG = 480;
    private static final int STEP = 6;

    private final double[] coarse = new double[2 * MAX_LAG / STEP];
    private double likeness;

    /** Takes out a lag. */
    static int shorten(short[] pcm, int samples, int lag) {
        for (int i = 0; i < lag; i++) {
            pcm[i] = blend(pcm[i], pcm[i + lag], i, lag);
        }
        System.arraycopy(pcm, 2 * lag, pcm, lag, samples - 2 * lag);
        return samples - lag;
    }

    /** Adds a lag; the array needs that room. */
    static int lengthen(short[] pcm, int samples, int lag) {
        System.arraycopy(pcm, lag, pcm, 2 * lag, samples - lag);
        for (int i = 0; i < lag; i++) {
            pcm[lag + i] = blend(pcm[2 * lag + i], pcm[i], i, lag);
        }
        return samples + lag;
    }

    private static short blend(short leaving, short coming, int i, int lag) {
        double weight = (i + 0.5) / lag;
        return (short) Math.round(leaving * (1 - weight) + coming * weight);
    }

    /** The lag at which the piece is most like itself, seen at 8 kHz; {@link #likeness} tells how much. */
    int bestLag(short[] pcm, int samples) {
        int longest = Math.min(MAX_LAG, samples / 2) / STEP;
        for (int i = 0; i < 2 * longest; i++) {
            int sum = 0;
            for (int j = 0; j < STEP; j++) {
                sum += pcm[i * STEP + j];
            }
            coarse[i] = sum;
        }
        int best = MIN_LAG / STEP;
        likeness = -1;
        for (int lag = MIN_LAG / STEP; lag <= longest; lag++) {
            double like = correlation(lag, longest);
            if (like > likeness) {
                likeness = like;
                best = lag;
            }
        }
        return best * STEP;
    }

    private double correlation(int lag, int length) {
        double product = 0;
        double left = 1;
        double right = 1;
        for (int i = 0; i < length; i++) {
            product += coarse[i] * coarse[i + lag];
            left += coarse[i] * coarse[i];
            right += coarse[i + lag] * coarse[i + lag];
        }
        return product / Math.sqrt(left * right);
    }

    /** Of the last {@link #bestLag}: 1 where the piece repeats itself exactly. */
    double likeness() {
        return likeness;
    }
}
