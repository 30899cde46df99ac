package dev.parley.rtc.sdp;

import java.util.Locale;
import java.util.Optional;

/** Which way media flows, seen from the one who describes (RFC 8866 §6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** The direction of one who does these. */
    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }

    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Direction> ofToken(String token) {
        for (Direction direction : values()) {
            if (direction.token().equals(token)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }
}
