package dev.parley.rtc;

/**
 * Whether packets of ours are likely to be lost. FEC takes bits from the sound and most of the encoder's time, so there is none
 * until packets are missed, as with libwebrtc: by those who receive ours, or by us, since a server that forwards tells a speaker
 * nothing of its listeners, but who sends over a bad network mostly receives over it. What was sent again counts as missed, though
 * no report tells of it. Confined to the event loop.
 */
final class LossOutlook {
    /** A hundredth, in RTCP's measure. */
    private static final int NOTICED = 3;

    /** A hundredth of the packets of a track. */
    private static final double FORGIVEN_PER_MILLI = 0.5 / 1000;

    private static final int MOST_MISSED = 8;
    private static final long REMEMBERED_MILLIS = 30_000;

    private boolean lossy;
    private double missed;
    private long missedMillis;
    private long lastMillis;

    boolean isLossy() {
        return lossy;
    }

    /**
     * A report of one track.
     *
     * @param fractionLost since the one before, of 256 (RFC 3550 §6.4.1)
     * @return whether this changes the outlook
     */
    boolean reported(int fractionLost, long nowMillis) {
        return judge(fractionLost >= NOTICED, nowMillis);
    }

    /**
     * Packets were asked for again; one that is asked for twice counts twice.
     *
     * @return whether this changes the outlook
     */
    boolean missed(int packets, long nowMillis) {
        missed = Math.max(0, missed - (nowMillis - missedMillis) * FORGIVEN_PER_MILLI) + packets;
        missedMillis = nowMillis;
        return judge(missed >= MOST_MISSED, nowMillis);
    }

    private boolean judge(boolean losing, long nowMillis) {
        if (losing) {
            lastMillis = nowMillis;
        }
        boolean before = lossy;
        lossy = losing || (before && nowMillis - lastMillis < REMEMBERED_MILLIS);
        return lossy != before;
    }
}
