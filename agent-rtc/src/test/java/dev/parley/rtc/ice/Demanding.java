package dev.parley.rtc.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Turns UNKNOWN-ATTRIBUTES of a sealed request into an attribute that nobody knows, and seals it again. */
final class Demanding {
    private Demanding() {}

    static byte[] of(byte[] request, String password) {
        ByteBuffer message = ByteBuffer.wrap(request.clone());
        int integrity = request.length - 8 - 24;
        message.putShort(integrity - 4, (short) 0x7777);
        message.putShort(2, (short) (integrity + 24 - 20));
        message.put(integrity + 4, hmac(message.array(), integrity, password));
        message.putShort(2, (short) (request.length - 20));
        CRC32 crc = new CRC32();
        crc.update(message.array(), 0, request.length - 8);
        message.putInt(request.length - 4, (int) crc.getValue() ^ 0x5354554E);
        return message.array();
    }

    private static byte[] hmac(byte[] data, int length, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(data, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
