package dev.parley.livekit;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/**
 * Where a LiveKit server is. One address serves both its sockets and its API: {@code ws} and {@code http} mean the same here,
 * as do {@code wss} and {@code https}. A path, of a proxy in front, is kept.
 */
public final class LiveKitUrl {
    private static final Map<String, Boolean> SECURE_BY_SCHEME =
            Map.of("ws", false, "http", false, "wss", true, "https", true);

    private final boolean secure;
    private final String authority;
    private final String basePath;

    private LiveKitUrl(boolean secure, String authority, String basePath) {
        this.secure = secure;
        this.authority = authority;
        this.basePath = basePath;
    }

    /**
     * Reads an address such as {@code wss://example.com} or {@code http://localhost:7880/livekit}.
     *
     * @throws IllegalArgumentException if the scheme is another, the host is missing, or it has user, query or fragment
     */
    public static LiveKitUrl of(String text) {
        URI uri = parse(text);
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(
                    "with user, query or fragment", "scheme, host, port and path only; keys go into the credentials");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Boolean secure = SECURE_BY_SCHEME.get(scheme);
        if (secure == null || uri.getHost() == null) {
            throw refused(text, "ws, wss, http or https, then a host");
        }
        return new LiveKitUrl(secure, uri.getRawAuthority(), uri.getRawPath().replaceAll("/+$", ""));
    }

    private static URI parse(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw refused(text, "an address such as wss://example.com");
        }
    }

    private static IllegalArgumentException refused(String found, String rule) {
        return new IllegalArgumentException("LiveKit URL: " + found + " (expected: " + rule + "; set LIVEKIT_URL)");
    }

    /** The address of a resource of the API; {@code path} starts with a slash. */
    public URI http(String path) {
        return URI.create((secure ? "https://" : "http://") + authority + basePath + path);
    }

    /** The address of a WebSocket; {@code path} starts with a slash and may have a query. */
    public URI webSocket(String path) {
        return URI.create((secure ? "wss://" : "ws://") + authority + basePath + path);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LiveKitUrl that && webSocket("").equals(that.webSocket(""));
    }

    @Override
    public int hashCode() {
        return webSocket("").hashCode();
    }

    /** The address in its {@code ws} form. */
    @Override
    public String toString() {
        return webSocket("").toString();
    }
}
