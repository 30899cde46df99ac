package dev.parley.worker.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.headers.RawHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** The form that asks a browser for the key. It needs nothing else of this server, since nothing else is let out yet. */
final class LoginForm {
    private static final String PROBLEM = "<!--problem-->";

    private final String html;
    private final String policy;

    LoginForm() {
        html = read();
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        policy = "default-src 'none'; style-src 'sha256-"
                + Base64.getEncoder().encodeToString(Secrets.hash(style))
                + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    /** @param problem what was wrong with the last try, empty at the first; text without markup */
    HttpResponse answer(StatusCode status, String problem) {
        String said = problem.isEmpty() ? "" : "<p class=\"problem\" role=\"alert\">" + problem + "</p>";
        // A referrer policy that is stricter would have browsers send "Origin: null" with the form.
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(ContentTypes.TEXT_HTML_UTF8, html.replace(PROBLEM, said))
                .addHeader(RawHeader.create("Content-Security-Policy", policy))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
                .addHeader(RawHeader.create("X-Frame-Options", "DENY"))
                .addHeader(RawHeader.create("Referrer-Policy", "same-origin"))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    private static String read() {
        try (InputStream in = Objects.requireNonNull(LoginForm.class.getResourceAsStream("login.html"), "login.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("login form: login.html (expected: readable on the class path)", broken);
        }
    }
}
