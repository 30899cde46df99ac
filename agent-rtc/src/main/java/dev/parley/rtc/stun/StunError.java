package dev.parley.rtc.stun;

/**
 * The content of ERROR-CODE (RFC 8489 §14.8).
 *
 * @param code 300 to 699
 * @param reason a text for people
 */
public record StunError(int code, String reason) {
    public static final StunError BAD_REQUEST = new StunError(400, "Bad Request");
    public static final StunError UNAUTHENTICATED = new StunError(401, "Unauthenticated");
    public static final StunError UNKNOWN_ATTRIBUTE = new StunError(420, "Unknown Attribute");

    /** Both sides believe to have the same ICE role (RFC 8445 §7.3.1.1). */
    public static final StunError ROLE_CONFLICT = new StunError(487, "Role Conflict");

    public StunError {
        if (code < 300 || code > 699) {
            throw new IllegalArgumentException("STUN error code: " + code + " (expected: 300 to 699)");
        }
    }
}
