package dev.parley.rtc.srtp;

import java.util.Optional;
import org.jitsi.srtp.SrtpPolicy;

/** Protection profiles in order of preference (RFC 5764 §4.1.2, RFC 7714 §14.2). */
public enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, 16, 12, 16, 16),
    AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 10, 10);

    private final int code;
    private final int keyLength;
    private final int saltLength;
    private final int tagLength;
    private final int controlTagLength;

    SrtpProfile(int code, int keyLength, int saltLength, int tagLength, int controlTagLength) {
        this.code = code;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.tagLength = tagLength;
        this.controlTagLength = controlTagLength;
    }

    /** The profile's number in the use_srtp extension. */
    public int code() {
        return code;
    }

    public static Optional<SrtpProfile> ofCode(int code) {
        for (SrtpProfile profile : values()) {
            if (profile.code == code) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }

    /** Bytes of a master key. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of a master salt. */
    public int saltLength() {
        return saltLength;
    }

    int tagLength() {
        return tagLength;
    }

    int controlTagLength() {
        return controlTagLength;
    }

    /** A policy of its own for each context factory: policies are mutable. */
    SrtpPolicy policy() {
        return this == AEAD_AES_128_GCM
                ? new SrtpPolicy(
                        SrtpPolicy.AESGCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.NULL_AUTHENTICATION,
                        0,
                        tagLength,
                        saltLength)
                : new SrtpPolicy(
                        SrtpPolicy.AESCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        20,
                        tagLength,
                        saltLength);
    }
}
