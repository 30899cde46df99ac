package dev.parley.worker.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.concurrent.CompletionStage;

/** Answers requests of one method. */
final class Method {
    private Method() {}

    static CompletionStage<HttpResponse> get(HttpRequest request, Handler handler) {
        return of("GET", request, handler);
    }

    static CompletionStage<HttpResponse> post(HttpRequest request, Handler handler) {
        return of("POST", request, handler);
    }

    private static CompletionStage<HttpResponse> of(String method, HttpRequest request, Handler handler) {
        if (!request.method().value().equals(method)) {
            throw ApiFailure.wrongMethod(
                    request.method().value(), request.getUri().path());
        }
        return handler.answer();
    }

    /** What answers a request whose method is right. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<HttpResponse> answer();
    }
}
