package dev.parley.worker.server;

import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.japi.function.Function;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.health.HealthServer;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** LiveKit's worker health on a port of its own: {@code /} for load balancers and {@code /worker}, which tells of the worker. */
final class WorkerHealth {
    private WorkerHealth() {}

    /** Nothing, if the worker registers with no LiveKit server or no such port is wanted. */
    static CompletionStage<Optional<ServerBinding>> bind(Engine engine, HealthServer health) {
        Optional<InetSocketAddress> address =
                engine.environment.options().livekit().flatMap(LiveKitOptions::health);
        if (address.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Function<HttpRequest, CompletionStage<HttpResponse>> routes = request -> answer(request, engine, health);
        return Http.get(engine.system)
                .newServerAt(address.get().getHostString(), address.get().getPort())
                .bind(routes)
                .thenApply(Optional::of)
                .exceptionally(problem -> {
                    throw explained(problem, address.get());
                });
    }

    private static CompletionStage<HttpResponse> answer(HttpRequest request, Engine engine, HealthServer health) {
        request.discardEntityBytes(engine.system);
        if (!request.method().equals(HttpMethods.GET)) {
            return CompletableFuture.completedFuture(HttpResponse.create().withStatus(StatusCodes.METHOD_NOT_ALLOWED));
        }
        return switch (request.getUri().path()) {
            case "/" -> health.liveness();
            case "/worker" -> health.worker();
            default -> CompletableFuture.completedFuture(HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
        };
    }

    private static RuntimeException explained(Throwable problem, InetSocketAddress address) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new PortTakenException(
                        "parley.worker.livekit.health-port: " + address.getPort() + " on " + address.getHostString()
                                + " can't be bound (" + cause.getMessage()
                                + ") (expected: a free port of this machine's"
                                + " address); stop what uses it or choose another, 0 for any",
                        problem);
            }
        }
        return new CompletionException(problem);
    }
}
