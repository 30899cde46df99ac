package dev.parley.worker.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import dev.parley.worker.metrics.WorkerMetrics;
import java.util.concurrent.CompletionStage;

/** The caller's WebSocket. */
final class CallSocket {
    private final CallActions actions;
    private final WorkerMetrics metrics;

    CallSocket(CallActions actions, WorkerMetrics metrics) {
        this.actions = actions;
        this.metrics = metrics;
    }

    CompletionStage<HttpResponse> open(String id, HttpRequest request) {
        throw new IllegalArgumentException("not yet " + id + actions + metrics + request);
    }
}
