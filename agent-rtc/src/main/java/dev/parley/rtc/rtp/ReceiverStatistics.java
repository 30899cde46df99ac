package dev.parley.rtc.rtp;

/**
 * What a receiver report says of one source: loss and jitter as RFC 3550 computes them (appendices A.1, A.3, A.8). Confined to
 * one thread.
 */
public final class ReceiverStatistics {
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int NONE = -1;

    private final int ssrc;
    private int first;
    private int highest;
    private int cycles;
    private int badSequence = NONE;
    private long received;
    private long expectedPrior;
    private long receivedPrior;
    private boolean started;
    private boolean timed;
    private int lastTransit;
    private long jitterTimes16;

    public ReceiverStatistics(int ssrc) {
        this.ssrc = ssrc;
    }

    /**
     * Counts a packet. One that is far off is left out, unless the next one follows it: then the source has started again.
     *
     * @param arrival of any monotonic clock, in units of the payload's clock, modulo 2³²
     * @return whether the packet belongs to the stream
     */
    public boolean received(int sequence, int timestamp, int arrival) {
        if (!started) {
            restart(sequence);
        } else if (!follows(sequence)) {
            return false;
        }
        received++;
        measure(timestamp, arrival);
        return true;
    }

    private boolean follows(int sequence) {
        int ahead = (sequence - highest) & 0xFFFF;
        if (ahead < MAX_DROPOUT) {
            if (sequence < highest) {
                cycles++;
            }
            highest = sequence;
            badSequence = NONE;
            return true;
        }
        if (ahead <= 65536 - MAX_MISORDER) {
            boolean again = sequence == badSequence;
            badSequence = Sequence.plus(sequence, 1);
            if (again) {
                restart(sequence);
            }
            return again;
        }
        return true;
    }

    private void restart(int sequence) {
        started = true;
        timed = false;
        first = sequence;
        highest = sequence;
        cycles = 0;
        badSequence = NONE;
        received = 0;
        receivedPrior = 0;
        expectedPrior = 0;
        jitterTimes16 = 0;
    }

    private void measure(int timestamp, int arrival) {
        int transit = arrival - timestamp;
        if (timed) {
            long difference = Math.abs((long) (transit - lastTransit));
            jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
        }
        timed = true;
        lastTransit = transit;
    }

    public int ssrc() {
        return ssrc;
    }

    /** Cycles in the upper, the highest sequence number in the lower 16 bits. */
    public long extendedHighest() {
        return ((long) cycles << 16) + highest;
    }

    /** Mean deviation of the spacing, in units of the payload's clock. */
    public long jitter() {
        return jitterTimes16 >> 4;
    }

    public long received() {
        return received;
    }

    /** Packets that should have come and did not; negative when doubles came. */
    public long lost() {
        return started ? expected() - received : 0;
    }

    private long expected() {
        return extendedHighest() - first + 1;
    }

    /** Loss since the last call in 1/256, 0 to 255; for one report at a time. */
    public int takeFractionLost() {
        if (!started) {
            return 0;
        }
        long expected = expected();
        long expectedInterval = expected - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        return expectedInterval <= 0 || lostInterval <= 0
                ? 0
                : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
    }
}
