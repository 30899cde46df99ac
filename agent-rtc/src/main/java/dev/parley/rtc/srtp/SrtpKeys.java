package dev.parley.rtc.srtp;

import java.util.Arrays;

/**
 * Master keys of both directions. Immutable; arrays are copied in and out; prints no key.
 */
public final class SrtpKeys {
    private final SrtpProfile profile;
    private final byte[] sendKey;
    private final byte[] sendSalt;
    private final byte[] receiveKey;
    private final byte[] receiveSalt;

    private SrtpKeys(SrtpProfile profile, byte[] sendKey, byte[] sendSalt, byte[] receiveKey, byte[] receiveSalt) {
        this.profile = profile;
        this.sendKey = sendKey;
        this.sendSalt = sendSalt;
        this.receiveKey = receiveKey;
        this.receiveSalt = receiveSalt;
    }

    /** Bytes that DTLS must export for a profile. */
    public static int exportLength(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    /**
     * Takes apart what DTLS exported: client key, server key, client salt, server salt (RFC 5764 §4.2).
     *
     * @param client whether we were the DTLS client
     */
    public static SrtpKeys ofExport(SrtpProfile profile, byte[] exported, boolean client) {
        if (exported.length != exportLength(profile)) {
            throw new IllegalArgumentException("exported key material: " + exported.length + " bytes (expected: "
                    + exportLength(profile) + " for " + profile + ")");
        }
        int key = profile.keyLength();
        int salt = profile.saltLength();
        byte[] clientKey = Arrays.copyOfRange(exported, 0, key);
        byte[] serverKey = Arrays.copyOfRange(exported, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(exported, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(exported, 2 * key + salt, exported.length);
        return client
                ? new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt)
                : new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
    }

    public SrtpProfile profile() {
        return profile;
    }

    byte[] sendKey() {
        return sendKey.clone();
    }

    byte[] sendSalt() {
        return sendSalt.clone();
    }

    byte[] receiveKey() {
        return receiveKey.clone();
    }

    byte[] receiveSalt() {
        return receiveSalt.clone();
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile + ", ***]";
    }
}
