package dev.parley.worker.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.Cookie;
import akka.http.javadsl.model.headers.HttpCookiePair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

/**
 * Browsers that have shown the key, by the token in their cookie. At most 1024, the oldest is forgotten first; each for
 * twelve hours; none over a restart. Thread-safe.
 */
final class BrowserLogins {
    static final Duration LASTS = Duration.ofHours(12);
    static final int MOST = 1024;
    private static final String COOKIE = "parley_login";
    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanoTime;
    private final Map<String, Long> begun = new LinkedHashMap<>();

    BrowserLogins(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Lets a browser in: the value of the header that gives it its cookie. */
    String admit(boolean overTls) {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        remember(value);
        return COOKIE + "=" + value + "; Max-Age=" + LASTS.toSeconds() + "; Path=/; HttpOnly; SameSite=Strict"
                + (overTls ? "; Secure" : "");
    }

    /** Whether the request comes from a browser that was let in. */
    boolean knows(HttpRequest request) {
        return request.getHeader(Cookie.class)
                .filter(cookie -> StreamSupport.stream(cookie.getCookies().spliterator(), false)
                        .anyMatch(this::isValid))
                .isPresent();
    }

    private synchronized void remember(String token) {
        begun.values().removeIf(this::isOver);
        if (begun.size() >= MOST) {
            begun.remove(begun.keySet().iterator().next());
        }
        begun.put(token, nanoTime.getAsLong());
    }

    private synchronized boolean isValid(HttpCookiePair cookie) {
        Long since = cookie.name().equals(COOKIE) ? begun.get(cookie.value()) : null;
        return since != null && !isOver(since);
    }

    private boolean isOver(long since) {
        return nanoTime.getAsLong() - since >= LASTS.toNanos();
    }
}
