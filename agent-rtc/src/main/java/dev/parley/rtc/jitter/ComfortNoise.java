package dev.parley.rtc.jitter;

/** Noise as loud as the caller's background, so that a pause does not sound like a dead line (RFC 3389 §3 has the idea). */
final class ComfortNoise {
    private static final double LOUDEST = 80;
    private static final double RISE = 1.02;

    private double background = 10;
    private int state = 0x2545F491;

    /** Learns from a decoded frame: falls to the quietest at once, rises slowly. */
    void observe(double loudness) {
        background = Math.min(LOUDEST, loudness < background ? loudness : Math.min(loudness, background * RISE + 0.01));
    }

    /** Whether a frame is no louder than the background, so that nobody notices if it is left out or doubled. */
    boolean isPause(double loudness) {
        return loudness <= Math.max(12, 2.5 * background);
    }

    void fill(short[] pcm, int offset, int samples) {
        double amplitude = background * Math.sqrt(3);
        for (int i = offset; i < offset + samples; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            pcm[i] = (short) (amplitude * state / Integer.MAX_VALUE);
        }
    }

    /** Root of the mean square. */
    static double loudness(short[] pcm, int offset, int samples) {
        long sum = 0;
        for (int i = offset; i < offset + samples; i++) {
            sum += (long) pcm[i] * pcm[i];
        }
        return Math.sqrt((double) sum / samples);
    }
}
