package dev.parley.rtc.jitter;

/** How loud the sender's background is: the quietest that was heard, slowly forgotten. Levels are root mean squares. */
final class NoiseFloor {
    private static final double LOUDEST = 300;
    private static final double RISE = 1.002;
    private static final double FALL = 0.3;
    private static final double QUIET_FACTOR = 2;
    private static final double ALWAYS_QUIET = 16;

    private double floor = -1;
    private double last;

    /** Listens to decoded sound. */
    void hear(short[] pcm, int samples) {
        long energy = 0;
        for (int i = 0; i < samples; i++) {
            energy += pcm[i] * pcm[i];
        }
        last = Math.sqrt((double) energy / samples);
        if (floor < 0) {
            floor = Math.min(last, LOUDEST);
        } else if (last < floor) {
            floor += (last - floor) * FALL;
        } else {
            floor = Math.min(LOUDEST, Math.max(floor * RISE, 1e-3));
        }
    }

    /** Whether what was heard last is background only. */
    boolean isQuiet() {
        return last <= Math.max(ALWAYS_QUIET, QUIET_FACTOR * floor);
    }

    /** 0 if nothing was heard yet. */
    double level() {
        return Math.max(0, floor);
    }

    void reset() {
        floor = -1;
        last = 0;
    }
}
