package dev.parley.worker.http;

import akka.http.javadsl.model.HttpRequest;
import dev.parley.worker.HttpOptions;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in. In production mode: who knows the key, or has shown it by {@link FrontDoor}. Always: no other web page, neither by a request from its own
 * origin nor, on loopback, by a name that was made to point here (DNS rebinding).
 */
final class Access {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final HttpOptions options;
    private final BrowserLogins logins;
    private final boolean loopback;

    Access(HttpOptions options, InetAddress bound, BrowserLogins logins) {
        this.options = options;
        this.logins = logins;
        this.loopback = bound.isLoopbackAddress();
    }

    /** Fails with 403 if another web page is behind the request. */
    void checkSource(HttpRequest request) {
        checkHost(request);
        checkOrigin(request);
    }

    /** Fails with 401 in production mode if the request comes without the key, and from no browser that has shown it. */
    void checkKey(HttpRequest request) {
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

    boolean knowsKey(HttpRequest request) {
        return header(request, "authorization")
                        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                        .filter(value -> isKey(value.substring(7).strip()))
                        .isPresent()
                || header(request, "x-api-key").filter(this::isKey).isPresent()
                || hasKeyInQuery(request)
                || logins.knows(request);
    }

    boolean hasKeyInQuery(HttpRequest request) {
        return request.getUri().query().get("api_key").filter(this::isKey).isPresent();
    }

    boolean isKey(String offered) {
        return Secrets.same(offered, options.apiKey());
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
