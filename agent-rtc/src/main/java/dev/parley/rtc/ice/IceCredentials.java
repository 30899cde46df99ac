package dev.parley.rtc.ice;

import java.util.random.RandomGenerator;

/**
 * User name fragment and password of one side (RFC 8839 §5.4).
 *
 * @param ufrag 4 to 256 characters
 * @param password 22 to 256 characters; prints as {@code ***}
 */
public record IceCredentials(String ufrag, String password) {
    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public IceCredentials {
        requireIceChars("ice-ufrag", ufrag, 4);
        requireIceChars("ice-pwd", password, 22);
    }

    /** 48 and 144 random bits; pass a cryptographically strong generator. */
    public static IceCredentials random(RandomGenerator random) {
        return new IceCredentials(word(random, 8), word(random, 24));
    }

    private static String word(RandomGenerator random, int length) {
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return word.toString();
    }

    private static void requireIceChars(String name, String value, int least) {
        boolean sound = value.length() >= least
                && value.length() <= 256
                && value.chars().allMatch(c -> ICE_CHARS.indexOf(c) >= 0);
        if (!sound) {
            throw new IllegalArgumentException(
                    name + ": " + value.length() + " characters (expected: " + least + " to 256 of A-Z a-z 0-9 + /)");
        }
    }

    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + ", password=***]";
    }
}
