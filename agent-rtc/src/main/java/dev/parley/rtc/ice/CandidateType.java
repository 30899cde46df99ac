package dev.parley.rtc.ice;

import java.util.Optional;

/** Where a candidate's address was learnt, with the recommended type preference (RFC 8445 §5.1.2.2). */
public enum CandidateType {
    HOST("host", 126),
    PEER_REFLEXIVE("prflx", 110),
    SERVER_REFLEXIVE("srflx", 100),
    RELAYED("relay", 0);

    private final String token;
    private final int preference;

    CandidateType(String token, int preference) {
        this.token = token;
        this.preference = preference;
    }

    /** The word for it in SDP (RFC 8839 §5.1). */
    public String token() {
        return token;
    }

    int preference() {
        return preference;
    }

    static Optional<CandidateType> ofToken(String token) {
        for (CandidateType type : values()) {
            if (type.token.equals(token)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
