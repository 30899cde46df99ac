package dev.parley.rtc.stun;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The 96 bits by which a response finds its request (RFC 8489 §5).
 *
 * @param high the first 32 bits
 * @param low the other 64
 */
public record TransactionId(int high, long low) {
    /** An id that can't be guessed if the generator is cryptographically strong. */
    public static TransactionId random(RandomGenerator random) {
        return new TransactionId(random.nextInt(), random.nextLong());
    }

    static TransactionId read(ByteBuffer message) {
        return new TransactionId(message.getInt(8), message.getLong(12));
    }
}
