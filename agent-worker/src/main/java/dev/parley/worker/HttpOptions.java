package dev.parley.worker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Where and how the worker listens.
 *
 * @param port 0 for any free one
 * @param production whether every route but {@code /health} wants the key
 * @param apiKey the key of production mode
 * @param idleTimeout how long a call may go on without a request, a socket or an event stream of its caller
 */
public record HttpOptions(String host, int port, boolean production, String apiKey, Duration idleTimeout) {

    public HttpOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("parley.http.host: empty (expected: an address, such as 127.0.0.1)");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("parley.http.port: " + port + " (expected: 0 to 65535; 0 is any free)");
        }
        if (idleTimeout.isNegative() || idleTimeout.isZero() || idleTimeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "parley.http.idle-timeout: " + idleTimeout.toMillis() + " ms (expected: 1 ms to 24 hours)");
        }
        if (production && apiKey.isBlank()) {
            throw new IllegalArgumentException("parley.http.api-key: empty (expected: a key, since production mode lets"
                    + " nobody in without one); set PARLEY_API_KEY or parley.http.api-key");
        }
    }

    /**
     * Options as configured under {@code parley.http}.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule that it breaks
     */
    public static HttpOptions of(Config config) {
        try {
            Config http = config.getConfig("parley.http");
            return new HttpOptions(
                    http.getString("host"),
                    http.getInt("port"),
                    http.getBoolean("production"),
                    http.getString("api-key"),
                    http.getDuration("idle-timeout"));
        } catch (ConfigException problem) {
            throw new IllegalArgumentException("parley.http: " + problem.getMessage(), problem);
        }
    }

    public HttpOptions withHost(String newHost) {
        return new HttpOptions(newHost, port, production, apiKey, idleTimeout);
    }

    public HttpOptions withPort(int newPort) {
        return new HttpOptions(host, newPort, production, apiKey, idleTimeout);
    }

    /** In production mode, with this key. */
    public HttpOptions inProduction(String key) {
        return new HttpOptions(host, port, true, key, idleTimeout);
    }

    public HttpOptions withIdleTimeout(Duration newTimeout) {
        return new HttpOptions(host, port, production, apiKey, newTimeout);
    }

    /** The key is not printed. */
    @Override
    public String toString() {
        return "HttpOptions[host=" + host + ", port=" + port + ", production=" + production
                + ", apiKey=***, idleTimeout=" + idleTimeout + "]";
    }
}
