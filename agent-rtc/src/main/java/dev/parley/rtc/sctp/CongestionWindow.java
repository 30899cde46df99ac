package dev.parley.rtc.sctp;

/** How much may fly: slow start, avoidance, recovery (RFC 9260 §7.2). */
final class CongestionWindow {
    private final int mtu;
    private int window;
    private int threshold;
    private int partialBytesAcked;
    private long recoveryExit = Long.MIN_VALUE;

    CongestionWindow(int mtu, int peerWindow) {
        this.mtu = mtu;
        this.window = Math.min(4 * mtu, Math.max(2 * mtu, 4404));
        this.threshold = Math.max(peerWindow, window);
    }

    int bytes() {
        return window;
    }

    boolean recovering() {
        return recoveryExit != Long.MIN_VALUE;
    }

    /** The cumulative acknowledgement has moved; fullyUsed tells whether the window was the limit (§7.2.1, §7.2.2). */
    void acknowledged(int bytes, boolean fullyUsed, long cumulativeTsn, int flying) {
        if (recovering() && cumulativeTsn >= recoveryExit) {
            recoveryExit = Long.MIN_VALUE;
        }
        if (recovering() || !fullyUsed) {
            return;
        }
        if (window <= threshold) {
            window += Math.min(bytes, mtu);
            return;
        }
        partialBytesAcked += bytes;
        if (partialBytesAcked >= window) {
            partialBytesAcked -= window;
            window += mtu;
        }
        if (flying == 0) {
            partialBytesAcked = 0;
        }
    }

    /** Three reports say that something is missing (§7.2.4). */
    void fastRetransmit(long highestTsn) {
        if (!recovering()) {
            threshold = Math.max(window / 2, 4 * mtu);
            window = threshold;
            partialBytesAcked = 0;
            recoveryExit = highestTsn;
        }
    }

    /** Nothing was heard for a whole timeout (§7.2.3). */
    void timedOut() {
        threshold = Math.max(window / 2, 4 * mtu);
        window = mtu;
        partialBytesAcked = 0;
        recoveryExit = Long.MIN_VALUE;
    }
}
