package dev.parley.rtc.stun;

/** The attributes that ICE needs, by their wire codes (RFC 8489 §18.3, RFC 8445 §16.1). */
public enum StunAttribute {
    USERNAME(0x0006),
    MESSAGE_INTEGRITY(0x0008),
    ERROR_CODE(0x0009),
    UNKNOWN_ATTRIBUTES(0x000A),
    XOR_MAPPED_ADDRESS(0x0020),
    PRIORITY(0x0024),
    USE_CANDIDATE(0x0025),
    SOFTWARE(0x8022),
    FINGERPRINT(0x8028),
    ICE_CONTROLLED(0x8029),
    ICE_CONTROLLING(0x802A);

    private final int code;

    StunAttribute(int code) {
        this.code = code;
    }

    /** The attribute's type on the wire. */
    public int code() {
        return code;
    }

    /** Whether a receiver that does not know this code must refuse the message (RFC 8489 §14). */
    static boolean comprehensionRequired(int code) {
        return code < 0x8000;
    }

    static boolean known(int code) {
        for (StunAttribute attribute : VALUES) {
            if (attribute.code == code) {
                return true;
            }
        }
        return false;
    }

    private static final StunAttribute[] VALUES = values();
}
