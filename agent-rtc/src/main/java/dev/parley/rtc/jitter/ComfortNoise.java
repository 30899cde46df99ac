package dev.parley.rtc.jitter;

/** Noise of a given level, darker than white as rooms are. */
final class ComfortNoise {
    private static final double SMOOTHING = 0.25;
    /** Root mean square of the smoothed noise, for values spread evenly from -1 to 1. */
    private static final double RMS = Math.sqrt(1.0 / 3 * SMOOTHING / (2 - SMOOTHING));

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
}
