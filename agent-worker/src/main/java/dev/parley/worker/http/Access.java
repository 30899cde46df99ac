package dev.parley.worker.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.Uri;
import dev.parley.worker.HttpOptions;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in. In production mode: who knows the key. Always: no other web page, neither by a request from its own
 * origin nor, on loopback, by a name that was made to point here (DNS rebinding).
 */
final class Access {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final HttpOptions options;
    private final boolean loopback;

    Access(HttpOptions options, InetAddress bound) {
        this.options = options;
        this.loopback = bound.isLoopbackAddress();
    }

    /** Fails with 401 or 403 if the request may not come in. */
    void check(HttpRequest request) {
        checkHost(request);
        checkOrigin(request);
        if (options.production() && !knowsKey(request)) {
            throw ApiFailure.unauthorized();
        }
    }

    private void checkHost(HttpRequest request) {
        String host = nameOf(header(request, "host").orElse(""));
        if (loopback
                && !LOOPBACK_NAMES.contains(host)
                && !host.equals(options.host().toLowerCase(Locale.ROOT))) {
            throw ApiFailure.forbidden("host: " + host + " (expected: localhost, since this server listens on loopback"
                    + " only); start it with --host to be reachable by other names");
        }
    }

    private static void checkOrigin(HttpRequest request) {
        Optional<String> origin = header(request, "origin");
        if (origin.isEmpty()) {
            return;
        }
        String own = header(request, "host").orElse("");
        if (!authorityOf(origin.get()).equalsIgnoreCase(own)) {
            throw ApiFailure.forbidden("origin: " + origin.get() + " (expected: this server's own page, " + own + ")");
        }
    }

    private boolean knowsKey(HttpRequest request) {
        return header(request, "authorization")
                        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                        .filter(value -> isKey(value.substring(7).strip()))
                        .isPresent()
                || header(request, "x-api-key").filter(this::isKey).isPresent()
                || query(request.getUri()).filter(this::isKey).isPresent();
    }

    /** Takes the same time whatever is wrong with the key: both sides are hashed to one length first. */
    private boolean isKey(String offered) {
        return MessageDigest.isEqual(hash(offered), hash(options.apiKey()));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", everyJdkHasIt);
        }
    }

    private static Optional<String> query(Uri uri) {
        return uri.query().get("api_key");
    }

    private static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(akka.http.javadsl.model.HttpHeader::value);
    }

    private static String authorityOf(String origin) {
        int scheme = origin.indexOf("://");
        return scheme < 0 ? origin : origin.substring(scheme + 3);
    }

    private static String nameOf(String authority) {
        int port = authority.lastIndexOf(':');
        boolean hasPort = port > 0 && port > authority.lastIndexOf(']');
        return (hasPort ? authority.substring(0, port) : authority).toLowerCase(Locale.ROOT);
    }
}
