package dev.parley.livekit.token;

import java.util.Locale;

/** What a token allows with phone lines. */
public enum SipGrant {
    /** Manages trunks and dispatch rules. */
    ADMIN,
    /** Makes calls. */
    CALL;

    /** The name in a token's claims. */
    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }
}
