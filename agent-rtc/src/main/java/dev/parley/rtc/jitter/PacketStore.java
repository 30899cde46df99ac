package dev.parley.rtc.jitter;

import java.util.Arrays;

/** Packets by sequence number in a ring of fixed size; arrays are used again. */
final class PacketStore {
    static final int CAPACITY = 64;

    private final byte[][] payloads = new byte[CAPACITY][0];
    private final int[] lengths = new int[CAPACITY];
    private final int[] sequences = new int[CAPACITY];
    private final int[] timestamps = new int[CAPACITY];

    PacketStore() {
        clear();
    }

    void clear() {
        Arrays.fill(sequences, -1);
    }

    boolean has(int sequence) {
        return sequences[sequence % CAPACITY] == sequence;
    }

    void put(int sequence, int timestamp, byte[] data, int offset, int length) {
        int slot = sequence % CAPACITY;
        if (payloads[slot].length < length) {
            payloads[slot] = new byte[Math.max(256, length)];
        }
        System.arraycopy(data, offset, payloads[slot], 0, length);
        lengths[slot] = length;
        sequences[slot] = sequence;
        timestamps[slot] = timestamp;
    }

    byte[] payload(int sequence) {
        return payloads[sequence % CAPACITY];
    }

    int length(int sequence) {
        return lengths[sequence % CAPACITY];
    }

    int timestamp(int sequence) {
        return timestamps[sequence % CAPACITY];
    }

    void remove(int sequence) {
        if (has(sequence)) {
            sequences[sequence % CAPACITY] = -1;
        }
    }
}
