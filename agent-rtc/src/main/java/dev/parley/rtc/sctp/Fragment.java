package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;

/** A received DATA chunk (RFC 9260 §3.3.1). */
final class Fragment {
    private final int flags;
    private final int stream;
    private final int sequence;
    private final int protocol;
    private final byte[] data;

    /** Reads what follows the TSN. */
    Fragment(int flags, ByteBuffer body) {
        this.flags = flags;
        this.stream = body.getShort() & 0xFFFF;
        this.sequence = body.getShort() & 0xFFFF;
        this.protocol = body.getInt();
        this.data = new byte[body.remaining()];
        body.get(data);
    }

    int stream() {
        return stream;
    }

    int sequence() {
        return sequence;
    }

    int protocol() {
        return protocol;
    }

    byte[] data() {
        return data;
    }

    boolean begins() {
        return (flags & Chunk.FLAG_BEGIN) != 0;
    }

    boolean ends() {
        return (flags & Chunk.FLAG_END) != 0;
    }

    boolean unordered() {
        return (flags & Chunk.FLAG_UNORDERED) != 0;
    }

    /** Whether both can be parts of one message. */
    boolean fits(Fragment other) {
        return stream == other.stream
                && unordered() == other.unordered()
                && (unordered() || sequence == other.sequence);
    }
}
