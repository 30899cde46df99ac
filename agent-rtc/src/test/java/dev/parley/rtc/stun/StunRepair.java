package dev.parley.rtc.stun;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes damaged messages pass the first checks, so that what lies behind them is reached. */
public final class StunRepair {
    private static final int ATTRIBUTE_HEADER = 4;

    private StunRepair() {}

    /** With the magic cookie and a length that is right. */
    static byte[] framed(byte[] message) {
        int length = Math.max(StunMessage.HEADER_LENGTH, message.length & ~3);
        byte[] framed = Arrays.copyOf(message, length);
        framed[0] &= 0x3F;
        ByteBuffer.wrap(framed)
                .putShort(2, (short) (length - StunMessage.HEADER_LENGTH))
                .putInt(4, StunMessage.MAGIC_COOKIE);
        return framed;
    }

    /** Moreover with MESSAGE-INTEGRITY by this password and FINGERPRINT at its end. */
    public static byte[] sealed(byte[] message, String password) {
        byte[] framed = framed(message);
        byte[] whole =
                attribute(framed, StunAttribute.MESSAGE_INTEGRITY, StunSeal.integrity(framed, framed.length, password));
        byte[] crc = ByteBuffer.allocate(4)
                .putInt(StunSeal.fingerprint(whole, whole.length))
                .array();
        return attribute(whole, StunAttribute.FINGERPRINT, crc);
    }

    private static byte[] attribute(byte[] message, StunAttribute attribute, byte[] value) {
        byte[] longer = Arrays.copyOf(message, message.length + ATTRIBUTE_HEADER + value.length);
        ByteBuffer.wrap(longer)
                .putShort(2, (short) (longer.length - StunMessage.HEADER_LENGTH))
                .position(message.length)
                .putShort((short) attribute.code())
                .putShort((short) value.length)
                .put(value);
        return longer;
    }
}
