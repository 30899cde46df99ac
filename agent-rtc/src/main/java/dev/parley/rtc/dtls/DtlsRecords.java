package dev.parley.rtc.dtls;

import java.nio.ByteBuffer;

/**
 * Looks at a datagram's records before BouncyCastle does (RFC 6347 §4.1): a forged record that is too short to be decrypted would
 * end its association with a fatal alert, where the RFC asks to drop it (§4.1.2.7); and a forged fragment of a handshake message
 * that claims to be of 16 MiB would have that much set aside (§4.2.2).
 */
final class DtlsRecords {
    private static final int HEADER = 13;
    private static final int DTLS_1_0 = 0xFEFF;
    private static final int DTLS_1_2 = 0xFEFD;
    private static final int EXPLICIT_NONCE_AND_TAG = 8 + 16;
    private static final int HANDSHAKE = 22;
    private static final int FRAGMENT_HEADER = 12;

    /** Many times what the certificates of peers need. */
    private static final int LARGEST_MESSAGE = 1 << 14;

    private DtlsRecords() {}

    /** Whether all records have a known type and version, end within the datagram, and could be decrypted; and whether
     * those of a handshake are of messages that may be so long. */
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
            if (type == HANDSHAKE && !encrypted && !fragmentsSound(buffer, at + HEADER, length)) {
                return false;
            }
            at += HEADER + length;
        }
        return true;
    }

    /** Encrypted ones are authentic, and not looked at. */
    private static boolean fragmentsSound(ByteBuffer buffer, int start, int length) {
        int at = start;
        int end = start + length;
        while (end - at >= FRAGMENT_HEADER) {
            int message = buffer.getInt(at) & 0xFFFFFF;
            int fragment = buffer.getInt(at + 8) & 0xFFFFFF;
            if (message > LARGEST_MESSAGE || fragment > end - at - FRAGMENT_HEADER) {
                return false;
            }
            at += FRAGMENT_HEADER + fragment;
        }
        return true;
    }
}
