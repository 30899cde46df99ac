package dev.parley.worker.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The page's files, from the class path; read once each. There is no listing: a name is known or it is not. */
final class Page {
    private static final String PLACE = "/dev/parley/worker/page/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
    private static final String POLICY =
            "default-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'"
                    + " blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
                    + " form-action 'self'";
    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", MediaTypes.TEXT_CSS.toContentType(akka.http.javadsl.model.HttpCharsets.UTF_8),
            "js", MediaTypes.APPLICATION_JAVASCRIPT.toContentType(akka.http.javadsl.model.HttpCharsets.UTF_8),
            "json", ContentTypes.APPLICATION_JSON,
            "svg", MediaTypes.IMAGE_SVG_XML.toContentType(),
            "png", MediaTypes.IMAGE_PNG.toContentType(),
            "ico", MediaTypes.IMAGE_X_ICON.toContentType(),
            "woff2", MediaTypes.FONT_WOFF_2.toContentType());

    private final Map<String, HttpResponse> known = new ConcurrentHashMap<>();

    /** The file of this name; {@code index.html} for the empty one. */
    Optional<HttpResponse> file(String path) {
        String name = path.isEmpty() ? "index.html" : path;
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        HttpResponse response = known.get(name);
        if (response == null) {
            Optional<HttpResponse> read = read(name);
            read.ifPresent(file -> known.put(name, file));
            return read;
        }
        return Optional.of(response);
    }

    private static Optional<HttpResponse> read(String name) {
        ContentType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream in = Page.class.getResourceAsStream(PLACE + name)) {
            return in == null ? Optional.empty() : Optional.of(answer(type, in.readAllBytes()));
        } catch (IOException broken) {
            throw new UncheckedIOException("page file: " + name + " (expected: readable on the class path)", broken);
        }
    }

    private static HttpResponse answer(ContentType type, byte[] content) {
        return HttpResponse.create()
                .withEntity(type, content)
                .addHeader(RawHeader.create("Content-Security-Policy", POLICY))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
                .addHeader(RawHeader.create("X-Frame-Options", "DENY"))
                .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
                .addHeader(RawHeader.create("Cache-Control", "no-cache"));
    }
}
