package dev.parley.testkit.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that were made for clients; each opens connections until it expires. Thread-safe. */
final class EphemeralKeys {
    static final Duration STANDARD = Duration.ofMinutes(10);
    static final Duration LEGACY = Duration.ofMinutes(1);
    private static final long SHORTEST_SECONDS = 10;
    private static final long LONGEST_SECONDS = 7200;

    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    /**
     * A key.
     *
     * @param session what a connection with it begins as, in the current dialect; empty for the defaults
     */
    record Key(String value, Instant expiresAt, ObjectNode session) {}

    /** How long the key that a request asks for shall be good; empty if that is no time that is allowed. */
    static Optional<Duration> lifetime(JsonNode request) {
        JsonNode seconds = request.path("expires_after").path("seconds");
        if (seconds.isMissingNode()) {
            return Optional.of(STANDARD);
        }
        boolean allowed = seconds.isIntegralNumber()
                && seconds.asLong() >= SHORTEST_SECONDS
                && seconds.asLong() <= LONGEST_SECONDS;
        return allowed ? Optional.of(Duration.ofSeconds(seconds.asLong())) : Optional.empty();
    }

    Key create(JsonNode session, Duration lifetime, Instant now) {
        keys.values().removeIf(key -> key.expiresAt().isBefore(now));
        ObjectNode preset = session.isObject() ? session.deepCopy() : JsonNodeFactory.instance.objectNode();
        Key key = new Key("ek_" + UUID.randomUUID().toString().replace("-", ""), now.plus(lifetime), preset);
        keys.put(key.value(), key);
        return key;
    }

    /** The key of this value, if it is still good. */
    Optional<Key> find(String value, Instant now) {
        return Optional.ofNullable(keys.get(value)).filter(key -> now.isBefore(key.expiresAt()));
    }
}
