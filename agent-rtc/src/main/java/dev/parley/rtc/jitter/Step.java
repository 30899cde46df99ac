package dev.parley.rtc.jitter;

/** What to make sound of next; one object, filled again for each step. */
final class Step {
    enum Kind {
        /** Decode the packet. */
        PLAY,
        /** Decode what the packet tells of the frame before it. */
        RECOVER,
        CONCEAL,
        NOISE,
        SILENT
    }

    private Kind kind = Kind.SILENT;
    private int samples;
    private byte[] packet = new byte[256];
    private int length;

    void make(Kind newKind, int newSamples) {
        kind = newKind;
        samples = newSamples;
        length = 0;
    }

    void make(Kind newKind, int newSamples, PacketStore.Slot slot) {
        make(newKind, newSamples);
        if (packet.length < slot.length()) {
            packet = new byte[slot.data().length];
        }
        System.arraycopy(slot.data(), 0, packet, 0, slot.length());
        length = slot.length();
    }

    Kind kind() {
        return kind;
    }

    /** How many it stands for. */
    int samples() {
        return samples;
    }

    byte[] packet() {
        return packet;
    }

    int length() {
        return length;
    }
}
