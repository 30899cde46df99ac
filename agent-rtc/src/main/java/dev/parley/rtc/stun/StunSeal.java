package dev.parley.rtc.stun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two checks at a message's end: MESSAGE-INTEGRITY (RFC 8489 §14.5) and FINGERPRINT (§14.7). */
final class StunSeal {
    static final int INTEGRITY_LENGTH = 20;
    static final int FINGERPRINT_LENGTH = 4;

    private static final int FINGERPRINT_MASK = 0x5354554E;
    private static final int ATTRIBUTE_HEADER = 4;

    private StunSeal() {}

    /**
     * HMAC-SHA1 over the message up to the attribute, with a length field that ends behind the attribute.
     *
     * @param attribute where MESSAGE-INTEGRITY starts in the message
     */
    static byte[] integrity(byte[] message, int attribute, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(prefix(message, attribute, INTEGRITY_LENGTH), 0, attribute);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA1 (expected: in every JDK)", e);
        }
    }

    /** CRC-32 over the message up to the attribute, told apart from other protocols' by a mask. */
    static int fingerprint(byte[] message, int attribute) {
        CRC32 crc = new CRC32();
        crc.update(prefix(message, attribute, FINGERPRINT_LENGTH), 0, attribute);
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }

    private static byte[] prefix(byte[] message, int attribute, int valueLength) {
        byte[] copy = new byte[attribute];
        System.arraycopy(message, 0, copy, 0, attribute);
        int covered = attribute + ATTRIBUTE_HEADER + valueLength - StunMessage.HEADER_LENGTH;
        ByteBuffer.wrap(copy).putShort(2, (short) covered);
        return copy;
    }
}
