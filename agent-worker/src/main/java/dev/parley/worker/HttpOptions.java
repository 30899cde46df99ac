package dev.parley.worker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * Where and how the worker listens.
 *
 * @param port 0 for any free one
 * @param production whether every route but {@code /health} wants the key
 * @param apiKey the key of production mode
 */
public record HttpOptions(String host, int port, boolean production, String apiKey) {

    public HttpOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("parley.http.host: empty (expected: an address, such as 127.0.0.1)");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("parley.http.port: " + port + " (expected: 0 to 65535; 0 is any free)");
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
                    http.getString("api-key"));
        } catch (ConfigException problem) {
            throw new IllegalArgumentException("parley.http: " + problem.getMessage(), problem);
        }
    }

    public HttpOptions withHost(String newHost) {
        return new HttpOptions(newHost, port, production, apiKey);
    }

    public HttpOptions withPort(int newPort) {
        return new HttpOptions(host, newPort, production, apiKey);
    }

    /** In production mode, with this key. */
    public HttpOptions inProduction(String key) {
        return new HttpOptions(host, port, true, key);
    }

    /** The key is not printed. */
    @Override
    public String toString() {
        return "HttpOptions[host=" + host + ", port=" + port + ", production=" + production + ", apiKey=***]";
    }
}
