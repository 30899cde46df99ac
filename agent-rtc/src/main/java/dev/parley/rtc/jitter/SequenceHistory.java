package dev.parley.rtc.jitter;

import java.util.Arrays;

/** Unwraps 16 bit sequence numbers (RFC 3550 appendix A.1) and remembers which of the last ones have come. */
final class SequenceHistory {
    /** Result for a packet that is too far from the stream to be part of it. */
    static final long ELSEWHERE = Long.MIN_VALUE;

    private static final int MAX_AHEAD = 3000;
    private static final int REMEMBERED = 1024;

    private final long[] seen = new long[REMEMBERED];
    private long highest = -1;
    private int suspect = -1;

    SequenceHistory() {
        clear();
    }

    void clear() {
        Arrays.fill(seen, -1);
        highest = -1;
        suspect = -1;
    }

    /** The unwrapped number, or {@link #ELSEWHERE}; two in a row from elsewhere make {@link #moved} true. */
    long unwrap(int sequence) {
        if (highest < 0) {
            highest = 0x1_0000L + (sequence & 0xFFFF);
            return highest;
        }
        long unwrapped = highest + (short) (sequence - (int) highest);
        if (unwrapped - highest > MAX_AHEAD || highest - unwrapped >= REMEMBERED) {
            return ELSEWHERE;
        }
        suspect = -1;
        highest = Math.max(highest, unwrapped);
        return unwrapped;
    }

    /** Whether a packet from elsewhere follows on another: the sender has begun anew. */
    boolean moved(int sequence) {
        boolean follows = (sequence & 0xFFFF) == suspect;
        suspect = sequence + 1 & 0xFFFF;
        return follows;
    }

    /** Notes a packet; false if it had come before. */
    boolean first(long unwrapped) {
        int slot = (int) (unwrapped % REMEMBERED);
        if (seen[slot] == unwrapped) {
            return false;
        }
        seen[slot] = unwrapped;
        return true;
    }
}
