package dev.parley.rtc.dtls;

import java.nio.ByteBuffer;

/**
 * Looks at a datagram's records before BouncyCastle does (RFC 6347 §4.1): a forged record that is too short to be decrypted would
 * end its association with a fatal alert, where the RFC asks to drop it (§4.1.2.7).
 */
final class DtlsRecords {
    private static final int HEADER = 13;
    private static final int DTLS_1_0 = 0xFEFF;
    private static final int DTLS_1_2 = 0xFEFD;
    private static final int EXPLICIT_NONCE_AND_TAG = 8 + 16;

    private DtlsRecords() {}

    /** Whether all records have a known type and version, end within the datagram, and could be decrypted. */
    static boolean sound(byte[] datagram) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        int at = 0;
        while (at < datagram.length) {
            if (datagram.length - at < HEADER) {
                return false;
            }
            int type = datagram[at];
            int version = buffer.getShort(at + 1) & 0xFFFF;
            boolean encrypted = buffer.getShort(at + 3) != 0;
            int length = buffer.getShort(at + 11) & 0xFFFF;
            boolean known = type >= 20 && type <= 23 && (version == DTLS_1_2 || version == DTLS_1_0);
            boolean decryptable = !encrypted || length >= EXPLICIT_NONCE_AND_TAG;
            if (!known || !decryptable || length > datagram.length - at - HEADER) {
                return false;
            }
            at += HEADER + length;
        }
        return true;
    }
}
