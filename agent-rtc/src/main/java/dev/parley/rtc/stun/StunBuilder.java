package dev.parley.rtc.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one STUN message. Attributes stand in the order of the calls; {@link #sealed(String)} or {@link #sealed()} ends it.
 */
public final class StunBuilder {
    private static final int CAPACITY = 1200;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY);
    private final TransactionId id;

    private StunBuilder(StunClass stunClass, TransactionId id) {
        this.id = id;
        buffer.putShort((short) (StunMessage.BINDING | stunClass.bits()))
                .putShort((short) 0)
                .putInt(StunMessage.MAGIC_COOKIE)
                .putInt(id.high())
                .putLong(id.low());
    }

    /** A Binding message of this class. */
    public static StunBuilder binding(StunClass stunClass, TransactionId id) {
        return new StunBuilder(stunClass, id);
    }

    public StunBuilder username(String username) {
        return put(StunAttribute.USERNAME, username.getBytes(StandardCharsets.UTF_8));
    }

    public StunBuilder mappedAddress(InetSocketAddress address) {
        return put(StunAttribute.XOR_MAPPED_ADDRESS, XorAddress.value(address, id));
    }

    /** PRIORITY; the low 32 bits count. */
    public StunBuilder priority(long priority) {
        return put(
                StunAttribute.PRIORITY,
                ByteBuffer.allocate(4).putInt((int) priority).array());
    }

    public StunBuilder useCandidate() {
        return put(StunAttribute.USE_CANDIDATE, new byte[0]);
    }

    /** ICE-CONTROLLING or ICE-CONTROLLED. */
    public StunBuilder tieBreaker(StunAttribute role, long tieBreaker) {
        return put(role, ByteBuffer.allocate(8).putLong(tieBreaker).array());
    }

    public StunBuilder error(StunError error) {
        byte[] reason = error.reason().getBytes(StandardCharsets.UTF_8);
        return put(
                StunAttribute.ERROR_CODE,
                ByteBuffer.allocate(4 + reason.length)
                        .putInt(((error.code() / 100) << 8) | (error.code() % 100))
                        .put(reason)
                        .array());
    }

    /** UNKNOWN-ATTRIBUTES of a 420 response; at most the first 16 codes are told. */
    public StunBuilder unknownAttributes(List<Integer> codes) {
        List<Integer> told = codes.subList(0, Math.min(16, codes.size()));
        ByteBuffer value = ByteBuffer.allocate(2 * told.size());
        told.forEach(code -> value.putShort(code.shortValue()));
        return put(StunAttribute.UNKNOWN_ATTRIBUTES, value.array());
    }

    /** Ends the message with MESSAGE-INTEGRITY and FINGERPRINT. */
    public byte[] sealed(String password) {
        byte[] integrity = StunSeal.integrity(buffer.array(), buffer.position(), password);
        return put(StunAttribute.MESSAGE_INTEGRITY, integrity).sealed();
    }

    /** Ends the message with FINGERPRINT alone. */
    public byte[] sealed() {
        int fingerprint = StunSeal.fingerprint(buffer.array(), buffer.position());
        put(
                StunAttribute.FINGERPRINT,
                ByteBuffer.allocate(4).putInt(fingerprint).array());
        buffer.putShort(2, (short) (buffer.position() - StunMessage.HEADER_LENGTH));
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private StunBuilder put(StunAttribute attribute, byte[] value) {
        int padded = StunMessage.padded(value.length);
        if (buffer.remaining() < 4 + padded) {
            throw new IllegalArgumentException("STUN " + attribute + ": " + value.length
                    + " bytes (expected: a message of at most " + CAPACITY + " bytes)");
        }
        buffer.putShort((short) attribute.code()).putShort((short) value.length).put(value);
        buffer.position(buffer.position() + padded - value.length);
        return this;
    }
}
