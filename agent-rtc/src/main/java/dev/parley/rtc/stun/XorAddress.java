package dev.parley.rtc.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2): the address is masked so that no middlebox rewrites it. */
final class XorAddress {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    private XorAddress() {}

    static Optional<InetSocketAddress> read(ByteBuffer value, TransactionId id) {
        if (value.remaining() < 4) {
            return Optional.empty();
        }
        int family = value.getShort() & 0xFF;
        int port = (value.getShort() ^ (StunMessage.MAGIC_COOKIE >>> 16)) & 0xFFFF;
        int size = family == IPV4 ? 4 : family == IPV6 ? 16 : -1;
        if (value.remaining() != size) {
            return Optional.empty();
        }
        byte[] address = new byte[size];
        value.get(address);
        mask(address, id);
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + size + " bytes (expected: 4 or 16)", e);
        }
    }

    static byte[] value(InetSocketAddress address, TransactionId id) {
        byte[] raw = address.getAddress().getAddress();
        mask(raw, id);
        return ByteBuffer.allocate(4 + raw.length)
                .putShort((short) (raw.length == 4 ? IPV4 : IPV6))
                .putShort((short) (address.getPort() ^ (StunMessage.MAGIC_COOKIE >>> 16)))
                .put(raw)
                .array();
    }

    private static void mask(byte[] address, TransactionId id) {
        ByteBuffer mask = ByteBuffer.allocate(16)
                .putInt(StunMessage.MAGIC_COOKIE)
                .putInt(id.high())
                .putLong(id.low());
        for (int i = 0; i < address.length; i++) {
            address[i] ^= mask.get(i);
        }
    }
}
