package dev.parley.rtc.sdp;

import java.util.Locale;
import java.util.Optional;

/** Who starts DTLS (RFC 8842 §5). */
public enum Setup {
    ACTIVE,
    PASSIVE,
    ACTPASS;

    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Setup> ofToken(String token) {
        for (Setup setup : values()) {
            if (setup.token().equals(token)) {
                return Optional.of(setup);
            }
        }
        return Optional.empty();
    }
}
