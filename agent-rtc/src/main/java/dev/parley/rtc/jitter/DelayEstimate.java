package dev.parley.rtc.jitter;

/**
 * How much delay the network's jitter asks for. Each packet's transit is compared with the quickest one of the last seconds; the
 * estimate follows the late ones at once and forgets them with a half-life of about three seconds.
 */
final class DelayEstimate {
    private static final int WINDOW = 8;
    private static final int SLICE = 50;
    private static final double FORGET = 0.9954;

    /** A change of a second is no jitter: the source's clock was set. */
    private static final int JUMP = 48_000;

    private final int[] quickest = new int[WINDOW];
    private int slice;
    private int inSlice;
    private int filled;
    private double spread;

    /** Transit is arrival minus timestamp, in samples, modulo 2³². */
    void packet(int transit) {
        if (filled > 0 && Math.abs(transit - floor()) > JUMP) {
            reset();
        }
        if (filled == 0) {
            quickest[0] = transit;
            filled = 1;
        }
        if (transit - quickest[slice] < 0) {
            quickest[slice] = transit;
        }
        spread = Math.max(transit - floor(), spread * FORGET);
        if (++inSlice == SLICE) {
            inSlice = 0;
            slice = (slice + 1) % WINDOW;
            filled = Math.min(WINDOW, filled + 1);
            quickest[slice] = transit;
        }
    }

    private int floor() {
        int floor = quickest[slice];
        for (int i = 0; i < filled; i++) {
            if (quickest[i] - floor < 0) {
                floor = quickest[i];
            }
        }
        return floor;
    }

    void reset() {
        slice = 0;
        inSlice = 0;
        filled = 0;
    }

    /** In samples. */
    int spread() {
        return (int) Math.min(spread, 1 << 20);
    }
}
