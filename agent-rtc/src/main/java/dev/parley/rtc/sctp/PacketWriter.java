package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Puts chunks into packets (RFC 9260 §3, §6.10): as many as fit, then checksum and out. */
final class PacketWriter {
    static final int PORT = 5000;

    private final ByteBuffer packet;
    private final SctpTransport transport;
    private final CRC32C crc = new CRC32C();
    private int tag;

    PacketWriter(int maxPacket, SctpTransport transport) {
        this.packet = ByteBuffer.allocate(maxPacket);
        this.transport = transport;
        packet.position(Chunk.COMMON_HEADER);
    }

    /** The tag that the other side expects (RFC 9260 §8.5). */
    void tag(int peerTag) {
        tag = peerTag;
    }

    int room() {
        return packet.remaining();
    }

    void chunk(int type, int flags, byte[] body) {
        open(type, flags, body.length);
        packet.put(body);
        close();
    }

    void data(OutboundChunk chunk) {
        open(Chunk.DATA, chunk.flags(), Chunk.DATA_HEADER + chunk.length());
        packet.putInt((int) chunk.tsn())
                .putShort((short) chunk.message().stream())
                .putShort((short) chunk.message().sequence())
                .putInt(chunk.message().protocol())
                .put(chunk.message().data(), chunk.offset(), chunk.length());
        close();
    }

    private void open(int type, int flags, int bodyLength) {
        int length = Chunk.HEADER + bodyLength;
        if (Chunk.padded(length) > packet.remaining()) {
            flush();
        }
        packet.put((byte) type).put((byte) flags).putShort((short) length);
    }

    private void close() {
        while (packet.position() % 4 != 0) {
            packet.put((byte) 0);
        }
    }

    void flush() {
        int length = packet.position();
        if (length == Chunk.COMMON_HEADER) {
            return;
        }
        packet.putShort(0, (short) PORT)
                .putShort(2, (short) PORT)
                .putInt(4, tag)
                .putInt(8, 0);
        packet.putInt(8, checksum(crc, packet.array(), 0, length));
        transport.send(packet.array(), length);
        packet.position(Chunk.COMMON_HEADER);
    }

    /** CRC-32C in the byte order of the wire, with the checksum field as zero (RFC 9260 appendix A). */
    static int checksum(CRC32C crc, byte[] data, int offset, int length) {
        crc.reset();
        crc.update(data, offset, 8);
        crc.update(0);
        crc.update(0);
        crc.update(0);
        crc.update(0);
        crc.update(data, offset + Chunk.COMMON_HEADER, length - Chunk.COMMON_HEADER);
        return Integer.reverseBytes((int) crc.getValue());
    }
}
