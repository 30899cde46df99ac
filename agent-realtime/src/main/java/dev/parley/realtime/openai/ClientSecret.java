package dev.parley.realtime.openai;

import java.time.Instant;

/**
 * A key that is good for a while, to begin sessions with; what has begun goes on after it. Prints without its value.
 *
 * @param value begins with {@code ek_}
 */
public record ClientSecret(String value, Instant expiresAt) {
    @Override
    public String toString() {
        return "ClientSecret[***, " + expiresAt + "]";
    }
}
