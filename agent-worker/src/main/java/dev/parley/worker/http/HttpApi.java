package dev.parley.worker.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.japi.function.Function;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.health.HealthServer;
import dev.parley.worker.job.Attendance;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.metrics.WorkerMetric;
import dev.parley.worker.metrics.WorkerMetrics;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers every request to the worker's port. Thread-safe. */
public final class HttpApi implements Function<HttpRequest, CompletionStage<HttpResponse>>, LocalDoor {
    private static final long serialVersionUID = 1L;

    private final transient Access access;
    private final transient Optional<FrontDoor> door;
    private final transient HealthServer health;
    private final transient WorkerMetrics metrics;
    private final transient CallSocket socket;
    private final transient CallRoutes routes;
    private final transient Optional<ClusterRoutes> cluster;
    private final transient Page page = new Page();
    private final transient Function<HttpRequest, CompletionStage<HttpResponse>> elsewhere;

    /**
     * An API for one worker.
     *
     * @param extension the application's own routes
     * @param others the other nodes, for a worker that is part of a cluster
     */
    public HttpApi(
            ActorSystem<?> system,
            HttpOptions options,
            InetAddress bound,
            Calls calls,
            HealthServer health,
            WorkerMetrics metrics,
            Optional<Route> extension,
            Optional<OtherNodes> others) {
        BrowserLogins logins = new BrowserLogins(System::nanoTime);
        this.access = new Access(options, bound, logins);
        this.door = options.production()
                ? Optional.of(new FrontDoor(system, access, logins, new LoginThrottle(System::nanoTime)))
                : Optional.empty();
        this.health = health;
        this.metrics = metrics;
        Attendance attendance = new Attendance(options.idleTimeout(), system);
        CallActions actions = new CallActions(calls, attendance, system, others);
        this.socket = new CallSocket(actions, attendance, metrics, system);
        this.routes = new CallRoutes(actions, socket, new EventStream(attendance));
        this.cluster = others.map(nodes -> new ClusterRoutes(nodes, calls, actions, routes, system));
        this.elsewhere = extension
                .map(route -> Directives.concat(route, notFound()))
                .orElseGet(HttpApi::notFound)
                .handler(system);
    }

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = answer(request);
        } catch (Exception problem) {
            answer = CompletableFuture.failedFuture(problem);
        }
        return answer.exceptionally(ErrorAnswers::of).thenApply(response -> counted(request, response));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) throws Exception {
        String path = request.getUri().path();
        if (path.equals("/health")) {
            return Method.get(request, health::health);
        }
        access.checkSource(request);
        Optional<CompletionStage<HttpResponse>> atTheDoor = door.flatMap(front -> front.answer(request));
        if (atTheDoor.isPresent()) {
            return atTheDoor.get();
        }
        access.checkKey(request);
        List<String> parts = parts(request);
        if (parts.size() >= 2 && parts.get(0).equals("api")) {
            switch (parts.get(1)) {
                case "calls" -> {
                    return calls(parts.subList(2, parts.size()), request);
                }
                case "cluster" -> {
                    return cluster(parts.subList(2, parts.size()), request);
                }
                default -> {
                    // Perhaps a route of the application's own.
                }
            }
        }
        return switch (path) {
            case "/metrics" -> Method.get(request, this::scrape);
            case "/worker" -> Method.get(request, health::worker);
            default -> file(path.substring(1), request);
        };
    }

    private CompletionStage<HttpResponse> calls(List<String> parts, HttpRequest request) {
        return cluster.isPresent()
                ? cluster.get().calls(parts, request)
                : routes.answer(parts, request, Optional.empty());
    }

    private CompletionStage<HttpResponse> cluster(List<String> parts, HttpRequest request) {
        return cluster.orElseThrow(ApiFailure::noCluster).cluster(parts, request);
    }

    @Override
    public CompletionStage<HttpResponse> answer(HttpRequest request, Optional<JobSlots.Reservation> place) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = routes.answer(callParts(request), request, place);
        } catch (RuntimeException problem) {
            answer = CompletableFuture.failedFuture(problem);
        }
        return answer.exceptionally(ErrorAnswers::of)
                .whenComplete((response, problem) -> place.ifPresent(JobSlots.Reservation::release));
    }

    @Override
    public CompletionStage<Socket> socket(HttpRequest request, Optional<JobSlots.Reservation> place) {
        CompletionStage<Socket> open;
        try {
            open = socket.connect(callParts(request).get(0), request, place).thenApply(Socket.Open::new);
        } catch (RuntimeException problem) {
            open = CompletableFuture.failedFuture(problem);
        }
        return open.exceptionally(problem -> new Socket.Refused(ErrorAnswers.of(problem)))
                .whenComplete((answer, problem) -> place.ifPresent(JobSlots.Reservation::release));
    }

    /** What follows {@code /api/calls}; another node has checked that it begins so. */
    private static List<String> callParts(HttpRequest request) {
        return parts(request).subList(2, parts(request).size());
    }

    private static List<String> parts(HttpRequest request) {
        return List.of(request.getUri().path().substring(1).split("/", -1));
    }

    private CompletionStage<HttpResponse> file(String name, HttpRequest request) throws Exception {
        Optional<HttpResponse> file = request.method().equals(HttpMethods.GET) ? page.file(name) : Optional.empty();
        return file.isPresent() ? CompletableFuture.completedFuture(file.get()) : elsewhere.apply(request);
    }

    private CompletionStage<HttpResponse> scrape() {
        return CompletableFuture.completedFuture(HttpResponse.create()
                .withEntity(
                        ContentTypes.parse(WorkerMetrics.PROMETHEUS_TEXT),
                        metrics.scrape().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private HttpResponse counted(HttpRequest request, HttpResponse response) {
        String method = request.method().value();
        String counted = List.of("GET", "POST").contains(method) ? method : "other";
        String status = Integer.toString(response.status().intValue());
        metrics.counter(WorkerMetric.HTTP_REQUESTS, "method", counted, "status", status)
                .increment();
        return response;
    }

    private static Route notFound() {
        return Directives.extractUnmatchedPath(path ->
                Directives.complete(Json.error(ApiFailure.notFound(path)).withStatus(StatusCodes.NOT_FOUND)));
    }
}
