package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes and checks the cookie that lets us forget an INIT until the other side has proved to be there (RFC 9260 §5.1.3). */
final class StateCookie {
    private static final int CONTENT = 4 + 4 + 8 + Peer.BYTES;
    private static final int SEAL = 32;
    private static final long LIFETIME_MILLIS = 60_000;

    private final SecretKeySpec secret;

    StateCookie(RandomGenerator random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        secret = new SecretKeySpec(key, "HmacSHA256");
    }

    /** What a cookie says. */
    record Content(int localTag, int localTsn, Peer peer) {}

    byte[] bake(long nowMillis, int localTag, int localTsn, Peer peer) {
        ByteBuffer cookie = ByteBuffer.allocate(CONTENT + SEAL)
                .putInt(localTag)
                .putInt(localTsn)
                .putLong(nowMillis);
        peer.write(cookie);
        byte[] content = Arrays.copyOf(cookie.array(), CONTENT);
        return cookie.put(seal(content)).array();
    }

    /** Empty if it isn't ours, was changed, or is stale. */
    Optional<Content> open(long nowMillis, ByteBuffer cookie) {
        if (cookie.remaining() != CONTENT + SEAL) {
            return Optional.empty();
        }
        byte[] content = new byte[CONTENT];
        byte[] seal = new byte[SEAL];
        cookie.get(content).get(seal);
        if (!MessageDigest.isEqual(seal, seal(content))) {
            return Optional.empty();
        }
        ByteBuffer read = ByteBuffer.wrap(content);
        int tag = read.getInt();
        int tsn = read.getInt();
        long bakedMillis = read.getLong();
        return nowMillis - bakedMillis > LIFETIME_MILLIS
                ? Optional.empty()
                : Optional.of(new Content(tag, tsn, Peer.read(read)));
    }

    private byte[] seal(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 (expected: in every JDK)", e);
        }
    }
}
