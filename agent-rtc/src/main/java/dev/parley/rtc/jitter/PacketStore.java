package dev.parley.rtc.jitter;

import org.jspecify.annotations.Nullable;

/** Packets that wait for their turn, by sequence number, in arrays that are used again. */
final class PacketStore {
    /** More than any capacity holds, even of packets of 2.5 ms; a power of two. */
    private static final int SLOTS = 1024;

    private final @Nullable Slot[] slots = new Slot[SLOTS];
    private int packets;
    private long samples;
    private long front;
    private long back;

    /** A packet; {@code data} may be longer than it. */
    static final class Slot {
        private byte[] data = new byte[128];
        private boolean used;
        private long sequence;
        private long timestamp;
        private int samples;
        private int length;

        byte[] data() {
            return data;
        }

        int length() {
            return length;
        }

        long sequence() {
            return sequence;
        }

        long timestamp() {
            return timestamp;
        }

        int samples() {
            return samples;
        }

        void copyFrom(byte[] payload, int offset, int payloadLength) {
            if (data.length < payloadLength) {
                data = new byte[Integer.highestOneBit(payloadLength - 1) << 1];
            }
            System.arraycopy(payload, offset, data, 0, payloadLength);
            length = payloadLength;
        }
    }

    /** Whether this number fits beside those held. */
    boolean reaches(long sequence) {
        return packets == 0 || (sequence - front < SLOTS && back - sequence < SLOTS);
    }

    /** Copies a packet that is not held yet and within reach. */
    void add(long sequence, long timestamp, int packetSamples, byte[] payload, int offset, int length) {
        Slot slot = slot(sequence);
        slot.used = true;
        slot.sequence = sequence;
        slot.timestamp = timestamp;
        slot.samples = packetSamples;
        slot.copyFrom(payload, offset, length);
        front = packets == 0 ? sequence : Math.min(front, sequence);
        back = packets == 0 ? sequence : Math.max(back, sequence);
        packets++;
        samples += packetSamples;
    }

    private Slot slot(long sequence) {
        int index = (int) (sequence & (SLOTS - 1));
        Slot slot = slots[index];
        if (slot == null) {
            slot = new Slot();
            slots[index] = slot;
        }
        return slot;
    }

    boolean isEmpty() {
        return packets == 0;
    }

    /** The packet with the lowest number; there must be one. */
    Slot first() {
        return slot(front);
    }

    /** The packet with the highest number; there must be one. */
    Slot last() {
        return slot(back);
    }

    /** Forgets the first packet; its contents stay until that slot is used again. */
    void removeFirst() {
        Slot slot = slot(front);
        slot.used = false;
        packets--;
        samples -= slot.samples;
        while (packets > 0 && !holds(front)) {
            front++;
        }
    }

    private boolean holds(long sequence) {
        Slot slot = slot(sequence);
        return slot.used && slot.sequence == sequence;
    }

    void clear() {
        while (packets > 0) {
            removeFirst();
        }
    }

    /** Of all packets held. */
    long samples() {
        return samples;
    }
}
