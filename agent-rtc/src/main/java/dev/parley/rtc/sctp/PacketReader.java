package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Takes a packet apart (RFC 9260 §3): ask if it is sound and for us, then go through its chunks. */
final class PacketReader {
    private final byte[] data;
    private final int offset;
    private final int length;
    private final ByteBuffer packet;
    private int type;
    private int flags;
    private ByteBuffer body = ByteBuffer.allocate(0);
    private boolean torn;

    PacketReader(byte[] data, int offset, int length) {
        this.data = data;
        this.offset = offset;
        this.length = length;
        this.packet = ByteBuffer.wrap(data, offset, length).slice();
    }

    /** Whether it is long enough and its checksum is right. */
    boolean isSound(CRC32C crc) {
        return length >= Chunk.COMMON_HEADER + Chunk.HEADER
                && packet.getInt(8) == PacketWriter.checksum(crc, data, offset, length);
    }

    /** Whether it carries our tag, or the other side's where that is allowed (§8.5, §8.5.1). */
    boolean isFor(int localTag, int peerTag) {
        int tag = packet.getInt(4);
        int first = packet.get(Chunk.COMMON_HEADER) & 0xFF;
        int firstFlags = packet.get(Chunk.COMMON_HEADER + 1);
        if (first == Chunk.INIT) {
            return tag == 0;
        }
        boolean reflected = (first == Chunk.ABORT || first == Chunk.SHUTDOWN_COMPLETE)
                && (firstFlags & Chunk.FLAG_REFLECTED_TAG) != 0;
        return reflected ? peerTag != 0 && tag == peerTag : tag == localTag;
    }

    /** Goes to the next chunk; false at the end, or where a chunk reaches too far or should have come alone. */
    boolean next() {
        int start = packet.position() == 0 ? Chunk.COMMON_HEADER : packet.position();
        if (packet.limit() - start < Chunk.HEADER) {
            return false;
        }
        packet.position(start);
        type = packet.get() & 0xFF;
        flags = packet.get() & 0xFF;
        int size = packet.getShort() & 0xFFFF;
        if (size < Chunk.HEADER || size > packet.limit() - start) {
            torn = true;
            return false;
        }
        body = packet.slice(start + Chunk.HEADER, size - Chunk.HEADER);
        int end = Math.min(packet.limit(), start + Chunk.padded(size));
        if (type == Chunk.INIT && (start != Chunk.COMMON_HEADER || end != packet.limit())) {
            torn = true; // Each would be answered; it must come alone (§6.10).
            return false;
        }
        packet.position(end);
        return true;
    }

    int type() {
        return type;
    }

    int flags() {
        return flags;
    }

    ByteBuffer body() {
        return body;
    }

    /** Whether the last chunk broke the rules. */
    boolean isTorn() {
        return torn;
    }
}
