package dev.parley.rtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SHA-256 over a certificate, by which the signalling vouches for it (RFC 8122 §5).
 *
 * @param hex 32 pairs of upper-case digits with colons between
 */
public record Fingerprint(String hex) {
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":").withUpperCase();
    private static final Pattern SHAPE = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31}");

    public Fingerprint {
        if (!SHAPE.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "fingerprint: " + hex.length() + " characters (expected: 32 upper-case hex pairs with colons)");
        }
    }

    static Fingerprint ofCertificate(byte[] der) {
        try {
            return new Fingerprint(
                    FORMAT.formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: in every JDK)", e);
        }
    }

    /** Reads the value of a fingerprint attribute; empty for other hashes than sha-256 and for what is malformed. */
    public static Optional<Fingerprint> parse(String attribute) {
        String[] words = attribute.strip().split(" ", -1);
        if (words.length != 2 || !words[0].toLowerCase(Locale.ROOT).equals("sha-256")) {
            return Optional.empty();
        }
        String hex = words[1].toUpperCase(Locale.ROOT);
        return SHAPE.matcher(hex).matches() ? Optional.of(new Fingerprint(hex)) : Optional.empty();
    }

    /** The attribute's value: {@code sha-256 AB:CD:…}. */
    public String attribute() {
        return "sha-256 " + hex;
    }
}
