package dev.parley.rtc.jitter;

/** Counts what is missing, and says whether to wait for the packet after a lost one, which may tell of it (FEC). */
final class LossModel {
    private static final int MEMORY = 256;
    private static final double NOTABLE = 0.002;

    private long missing;
    private double rate;
    private int packetsSinceFec = MEMORY;

    void received(boolean fec) {
        packetsSinceFec = fec ? 0 : Math.min(MEMORY, packetsSinceFec + 1);
    }

    /** A packet's turn has come, and that of so many missing ones before it. */
    void passed(long missingBefore) {
        missing += missingBefore;
        rate -= rate / MEMORY;
        for (long i = Math.min(missingBefore, MEMORY); i > 0; i--) {
            rate += (1 - rate) / MEMORY;
        }
    }

    void cameLate() {
        missing = Math.max(0, missing - 1);
    }

    /** Whether there is loss, and packets that carry what was lost. */
    boolean expected() {
        return rate > NOTABLE && packetsSinceFec < MEMORY;
    }

    long missing() {
        return missing;
    }
}
