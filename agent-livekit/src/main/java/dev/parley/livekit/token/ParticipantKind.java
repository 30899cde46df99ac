package dev.parley.livekit.token;

import java.util.Locale;

/** What a participant is to the server; it comes as {@code kind} with the participant's info. */
public enum ParticipantKind {
    STANDARD,
    AGENT,
    SIP,
    INGRESS,
    EGRESS;

    /** The name in a token's claims. */
    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }
}
