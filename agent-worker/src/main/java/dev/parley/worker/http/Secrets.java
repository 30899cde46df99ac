package dev.parley.worker.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Comparing and hashing what nobody may guess. */
final class Secrets {
    private Secrets() {}

    /** Takes the same time whatever is wrong with the offer: both sides are hashed to one length first. */
    static boolean same(String offered, String secret) {
        return MessageDigest.isEqual(hash(offered), hash(secret));
    }

    /** SHA-256. */
    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", everyJdkHasIt);
        }
    }
}
