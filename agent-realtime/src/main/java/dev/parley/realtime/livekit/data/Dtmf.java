package dev.parley.realtime.livekit.data;

/**
 * A key of a phone.
 *
 * @param code of RFC 4733, 0 to 15
 * @param digit as it stands on the key: 0 to 9, *, #, A to D
 */
public record Dtmf(int code, String digit) {
    private static final String KEYS = "0123456789*#ABCD";

    /** @throws IllegalArgumentException if code or key is not of a phone */
    public Dtmf {
        if (!isKey(code, digit)) {
            throw new IllegalArgumentException("phone key: code " + code + ", digit [" + digit + "] (expected: one of "
                    + KEYS + " and its place there)");
        }
    }

    /** The key with this sign. */
    public static Dtmf of(char sign) {
        return new Dtmf(KEYS.indexOf(sign), String.valueOf(sign));
    }

    static boolean isKey(int code, String digit) {
        return code >= 0 && digit.length() == 1 && KEYS.indexOf(digit.charAt(0)) == code;
    }
}
