package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the other side said of itself in INIT or INIT ACK (RFC 9260 §3.3.2).
 *
 * @param tag what it expects in our packets
 * @param window its receive buffer
 * @param firstTsn of its data
 * @param forwards whether it knows FORWARD-TSN
 */
record Peer(int tag, long window, int firstTsn, boolean forwards) {
    static final int BYTES = 4 + 8 + 4 + 1;
    private static final int FIXED = 16;

    /** Reads the fixed part and the parameters; empty if it breaks the rules. */
    static Optional<Peer> ofInit(ByteBuffer body) {
        if (body.remaining() < FIXED) {
            return Optional.empty();
        }
        int tag = body.getInt();
        long window = body.getInt() & 0xFFFFFFFFL;
        int outbound = body.getShort() & 0xFFFF;
        int inbound = body.getShort() & 0xFFFF;
        int firstTsn = body.getInt();
        boolean forwards = parameter(body, Chunk.PARAM_FORWARD_TSN_SUPPORTED).isPresent();
        return tag == 0 || outbound == 0 || inbound == 0
                ? Optional.empty()
                : Optional.of(new Peer(tag, window, firstTsn, forwards));
    }

    /** The value of the first parameter of this type; the buffer's position is left alone (RFC 9260 §3.2.1). */
    static Optional<ByteBuffer> parameter(ByteBuffer parameters, int type) {
        ByteBuffer rest = parameters.duplicate();
        while (rest.remaining() >= 4) {
            int start = rest.position();
            int found = rest.getShort() & 0xFFFF;
            int length = rest.getShort() & 0xFFFF;
            if (length < 4 || length > rest.limit() - start) {
                return Optional.empty();
            }
            if (found == type) {
                return Optional.of(rest.slice(start + 4, length - 4));
            }
            rest.position(Math.min(rest.limit(), start + Chunk.padded(length)));
        }
        return Optional.empty();
    }

    void write(ByteBuffer target) {
        target.putInt(tag).putLong(window).putInt(firstTsn).put((byte) (forwards ? 1 : 0));
    }

    static Peer read(ByteBuffer source) {
        return new Peer(source.getInt(), source.getLong(), source.getInt(), source.get() != 0);
    }
}
