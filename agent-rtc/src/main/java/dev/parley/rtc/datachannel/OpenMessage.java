package dev.parley.rtc.datachannel;

import dev.parley.rtc.sctp.Reliability;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** DATA_CHANNEL_OPEN and DATA_CHANNEL_ACK (RFC 8832 §5). */
final class OpenMessage {
    static final int ACK = 0x02;
    static final int OPEN = 0x03;

    private static final int FIXED = 12;
    private static final int UNORDERED = 0x80;
    private static final int BY_RETRANSMITS = 0x01;
    private static final int BY_LIFETIME = 0x02;

    private OpenMessage() {}

    static byte[] write(DataChannel channel) {
        byte[] label = channel.label().getBytes(StandardCharsets.UTF_8);
        byte[] protocol = channel.protocol().getBytes(StandardCharsets.UTF_8);
        if (label.length > 65535 || protocol.length > 65535) {
            throw new IllegalArgumentException("data channel label, protocol: " + label.length + ", " + protocol.length
                    + " bytes (expected: at most 65535 each)");
        }
        Reliability reliability = channel.reliability();
        int type = reliability.ordered() ? 0 : UNORDERED;
        int parameter = 0;
        if (reliability.maxRetransmits() >= 0) {
            type |= BY_RETRANSMITS;
            parameter = reliability.maxRetransmits();
        } else if (reliability.lifetimeMillis() >= 0) {
            type |= BY_LIFETIME;
            parameter = reliability.lifetimeMillis();
        }
        return ByteBuffer.allocate(FIXED + label.length + protocol.length)
                .put((byte) OPEN)
                .put((byte) type)
                .putShort((short) 0)
                .putInt(parameter)
                .putShort((short) label.length)
                .putShort((short) protocol.length)
                .put(label)
                .put(protocol)
                .array();
    }

    /** Empty if it is malformed, or came on the one stream that can't be a channel. */
    static Optional<DataChannel> read(int id, byte[] data) {
        if (data.length < FIXED || data[0] != OPEN || id > DataChannel.MAX_ID) {
            return Optional.empty();
        }
        ByteBuffer message = ByteBuffer.wrap(data);
        int type = message.get(1) & 0xFF;
        int parameter = Math.max(0, message.getInt(4));
        int labelLength = message.getShort(8) & 0xFFFF;
        int protocolLength = message.getShort(10) & 0xFFFF;
        if (data.length != FIXED + labelLength + protocolLength || (type & ~UNORDERED) > BY_LIFETIME) {
            return Optional.empty();
        }
        String label = new String(data, FIXED, labelLength, StandardCharsets.UTF_8);
        String protocol = new String(data, FIXED + labelLength, protocolLength, StandardCharsets.UTF_8);
        Reliability reliability = new Reliability(
                (type & UNORDERED) == 0,
                (type & BY_RETRANSMITS) != 0 ? parameter : -1,
                (type & BY_LIFETIME) != 0 ? parameter : -1);
        return Optional.of(new DataChannel(id, label, protocol, reliability));
    }
}
