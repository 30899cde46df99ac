package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Makes damaged packets pass the first checks, so that what lies behind them is reached. */
final class SctpRepair {
    private SctpRepair() {}

    /** With this tag, but zero for an INIT, and a checksum that is right. */
    static byte[] sealed(byte[] packet, int tag) {
        byte[] sealed = packet.length < 16 ? Arrays.copyOf(packet, 16) : packet;
        int first = sealed[Chunk.COMMON_HEADER] & 0xFF;
        ByteBuffer.wrap(sealed).putInt(4, first == Chunk.INIT ? 0 : tag).putInt(8, 0);
        ByteBuffer.wrap(sealed).putInt(8, PacketWriter.checksum(new CRC32C(), sealed, 0, sealed.length));
        return sealed;
    }

    /** A packet of chunks. */
    static byte[] packet(int tag, byte[]... chunks) {
        ByteBuffer packet = ByteBuffer.allocate(2048);
        packet.putShort((short) PacketWriter.PORT)
                .putShort((short) PacketWriter.PORT)
                .putLong(0);
        for (byte[] chunk : chunks) {
            packet.put(chunk).position(Chunk.padded(packet.position()));
        }
        return sealed(Arrays.copyOf(packet.array(), packet.position()), tag);
    }

    static byte[] chunk(int type, int flags, byte[] body) {
        return ByteBuffer.allocate(Chunk.HEADER + body.length)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) (Chunk.HEADER + body.length))
                .put(body)
                .array();
    }

    static byte[] data(int flags, int tsn, int stream, int sequence, int protocol, byte[] payload) {
        return chunk(
                Chunk.DATA,
                flags,
                ByteBuffer.allocate(Chunk.DATA_HEADER + payload.length)
                        .putInt(tsn)
                        .putShort((short) stream)
                        .putShort((short) sequence)
                        .putInt(protocol)
                        .put(payload)
                        .array());
    }

    static byte[] forward(int tsn, int... streamsAndSequences) {
        ByteBuffer body =
                ByteBuffer.allocate(4 + 2 * streamsAndSequences.length).putInt(tsn);
        for (int value : streamsAndSequences) {
            body.putShort((short) value);
        }
        return chunk(Chunk.FORWARD_TSN, 0, body.array());
    }

    static byte[] resetRequest(int number, int lastTsn, int... streams) {
        int length = 16 + 2 * streams.length;
        ByteBuffer body = ByteBuffer.allocate(length)
                .putShort((short) Chunk.PARAM_OUTGOING_RESET)
                .putShort((short) length)
                .putInt(number)
                .putInt(0)
                .putInt(lastTsn);
        for (int stream : streams) {
            body.putShort((short) stream);
        }
        return chunk(Chunk.RE_CONFIG, 0, body.array());
    }
}
