package dev.parley.rtc.jitter;

/**
 * When to stretch or shorten decoded sound, and by how much: in silence soon and by anything, in speech by pitch periods and not
 * in every packet unless the delay is far off. Steers to 5 ms above what is wanted, as any delay below costs packets.
 */
final class DelayControl {
    private static final int SOON = 120;
    private static final int HEADROOM = 240;
    private static final int LATER = 960;
    private static final int FAR = 2880;
    private static final int PACKETS_BETWEEN = 3;
    private static final double ALIKE = 0.6;

    private final TimeStretch stretch = new TimeStretch();
    private int packetsSince = PACKETS_BETWEEN;

    /**
     * Changes a decoded packet.
     *
     * @param wanted samples to add, or to take out if negative
     * @param quiet whether it holds background only
     * @return its new length
     */
    int apply(short[] pcm, int samples, double wanted, boolean quiet) {
        packetsSince++;
        double toMiddle = wanted + HEADROOM;
        int lag = samples < 2 * TimeStretch.MIN_LAG ? 0 : lag(pcm, samples, toMiddle, quiet);
        if (lag == 0) {
            return samples;
        }
        packetsSince = 0;
        return toMiddle > 0 ? TimeStretch.lengthen(pcm, samples, lag) : TimeStretch.shorten(pcm, samples, lag);
    }

    private int lag(short[] pcm, int samples, double wanted, boolean quiet) {
        double size = Math.abs(wanted);
        if (quiet) {
            return size < SOON ? 0 : (int) Math.min(size, Math.min(samples / 2, TimeStretch.MAX_LAG));
        }
        if (size < (wanted > 0 ? HEADROOM : LATER) || (size < FAR && packetsSince < PACKETS_BETWEEN)) {
            return 0;
        }
        int lag = stretch.bestLag(pcm, samples);
        return stretch.likeness() >= ALIKE || size >= FAR ? lag : 0;
    }
}
