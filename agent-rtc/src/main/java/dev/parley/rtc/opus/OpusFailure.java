package dev.parley.rtc.opus;

/** Why a decoder gave no samples; told as a negative number, so that no frame allocates. */
public enum OpusFailure {
    /** The framing breaks a rule of RFC 6716 §3.4, or there are no bytes at all, or more than 4,096. */
    MALFORMED(-1),
    /** The samples don't fit into the caller's array. */
    NO_ROOM(-2),
    /** The framing is sound, but the codec refused the contents. */
    CORRUPT(-3);

    private static final OpusFailure[] ALL = values();

    private final int code;

    OpusFailure(int code) {
        this.code = code;
    }

    /** The negative number that stands for it. */
    public int code() {
        return code;
    }

    /** The failure behind a negative result. */
    public static OpusFailure of(int result) {
        for (OpusFailure failure : ALL) {
            if (failure.code == result) {
                return failure;
            }
        }
        throw new IllegalArgumentException("opus result: " + result + " (expected: a code of "
                + OpusFailure.class.getSimpleName() + ", which are negative)");
    }
}
