package dev.parley.rtc.rtp;

import java.util.Arrays;

/**
 * The last packets as they went over the wire, for those that ask again (RFC 4585 §6.2.1). A ring with a fixed number of
 * slots whose arrays are used again. Kept encrypted, so that a resend is byte for byte the same. Confined to one thread.
 */
public final class SentPackets {
    private static final int MAX_RESENDS = 4;

    private final byte[][] slots;
    private final int[] lengths;
    private final int[] sequences;
    private final int[] resends;

    /** Where a packet to be sent again goes. */
    @FunctionalInterface
    public interface Resend {
        void send(byte[] packet, int length);
    }

    /**
     * An empty ring.
     *
     * @param capacity a power of two up to 32768
     */
    public SentPackets(int capacity) {
        if (capacity < 1 || capacity > 1 << 15 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("sent packets: " + capacity + " (expected: a power of two up to 32768)");
        }
        slots = new byte[capacity][0];
        lengths = new int[capacity];
        sequences = new int[capacity];
        resends = new int[capacity];
        Arrays.fill(sequences, -1);
    }

    /** Keeps a copy; the oldest makes room. */
    public void add(int sequence, byte[] packet, int length) {
        int slot = sequence & (slots.length - 1);
        if (slots[slot].length < length) {
            slots[slot] = new byte[Math.max(length, 128)];
        }
        System.arraycopy(packet, 0, slots[slot], 0, length);
        lengths[slot] = length;
        sequences[slot] = sequence;
        resends[slot] = 0;
    }

    /**
     * Sends a packet again; false if it is too old or was resent {@value #MAX_RESENDS} times, so that asking can't be used to
     * multiply traffic.
     */
    public boolean resend(int sequence, Resend resend) {
        int slot = sequence & (slots.length - 1);
        if (sequences[slot] != sequence || resends[slot] >= MAX_RESENDS) {
            return false;
        }
        resends[slot]++;
        resend.send(slots[slot], lengths[slot]);
        return true;
    }
}
