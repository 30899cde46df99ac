package dev.parley.worker.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How a browser gets in where a key is wanted: the page's address asks for it by a form, and exchanges it for a cookie.
 * Everything else is left to {@link Access}.
 */
final class FrontDoor {
    private static final long FORM_LIMIT = 4096;
    private static final long READ_MILLIS = 10_000;

    private final ActorSystem<?> system;
    private final Access access;
    private final BrowserLogins logins;
    private final LoginThrottle throttle;
    private final LoginForm form = new LoginForm();

    FrontDoor(ActorSystem<?> system, Access access, BrowserLogins logins, LoginThrottle throttle) {
        this.system = system;
        this.access = access;
        this.logins = logins;
        this.throttle = throttle;
    }

    /** The answer if this request is about getting in. */
    Optional<CompletionStage<HttpResponse>> answer(HttpRequest request) {
        String method = request.method().value();
        return switch (method + " " + request.getUri().path()) {
            case "POST /login" -> Optional.of(login(request));
            case "GET /login" -> Optional.of(CompletableFuture.completedFuture(toThePage()));
            case "GET /" -> atThePage(request).map(CompletableFuture::completedFuture);
            default -> Optional.empty();
        };
    }

    private CompletionStage<HttpResponse> login(HttpRequest request) {
        String type = request.entity().getContentType().mediaType().toString();
        if (!type.equals("application/x-www-form-urlencoded")) {
            throw ApiFailure.unsupported("content type", type, "application/x-www-form-urlencoded with key");
        }
        return request.entity()
                .withSizeLimit(FORM_LIMIT)
                .toStrict(READ_MILLIS, system)
                .thenApply(body -> login(request, keyIn(body)));
    }

    private HttpResponse login(HttpRequest request, String key) {
        String address = addressOf(request);
        if (!throttle.mayTry(address)) {
            return form.answer(StatusCodes.TOO_MANY_REQUESTS, "Too many wrong keys. Try again in a minute.")
                    .addHeader(RawHeader.create("Retry-After", Long.toString(LoginThrottle.WINDOW.toSeconds())));
        }
        if (!access.isKey(key)) {
            return unauthorized("This is not the key. Check it and try again.");
        }
        throttle.forget(address);
        return admitted(request);
    }

    /** With the key in its address, the page is opened without it: addresses are kept, shown and sent on. */
    private Optional<HttpResponse> atThePage(HttpRequest request) {
        if (access.hasKeyInQuery(request)) {
            return Optional.of(admitted(request));
        }
        boolean browser = request.getHeader("accept")
                .map(HttpHeader::value)
                .filter(value -> value.contains("text/html"))
                .isPresent();
        return browser && !access.knowsKey(request) ? Optional.of(unauthorized("")) : Optional.empty();
    }

    private HttpResponse admitted(HttpRequest request) {
        return toThePage().addHeader(RawHeader.create("Set-Cookie", logins.admit(cameByTls(request))));
    }

    private HttpResponse unauthorized(String problem) {
        return form.answer(StatusCodes.UNAUTHORIZED, problem).addHeader(ErrorAnswers.CHALLENGE);
    }

    private static HttpResponse toThePage() {
        return HttpResponse.create()
                .withStatus(StatusCodes.SEE_OTHER)
                .addHeader(RawHeader.create("Location", "/"))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    private static String keyIn(HttpEntity.Strict body) {
        return Arrays.stream(body.getData().utf8String().split("&"))
                .filter(field -> field.startsWith("key="))
                .findFirst()
                .map(field -> URLDecoder.decode(field.substring(4), StandardCharsets.UTF_8))
                .orElse("");
    }

    private static boolean cameByTls(HttpRequest request) {
        return request.getUri().getScheme().equals("https")
                || request.getHeader("x-forwarded-proto")
                        .filter(proto -> proto.value().equalsIgnoreCase("https"))
                        .isPresent();
    }

    /** Behind a proxy, all of its browsers are one address. */
    private static String addressOf(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("unknown");
    }
}
