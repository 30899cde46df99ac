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
import dev.parley.worker.metrics.WorkerMetric;
import dev.parley.worker.metrics.WorkerMetrics;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers every request to the worker's port. Thread-safe. */
public final class HttpApi implements Function<HttpRequest, CompletionStage<HttpResponse>> {
    private static final long serialVersionUID = 1L;

    private final transient Access access;
    private final transient Optional<FrontDoor> door;
    private final transient HealthServer health;
    private final transient WorkerMetrics metrics;
    private final transient CallActions actions;
    private final transient CallSocket socket;
    private final transient EventStream events;
    private final transient Page page = new Page();
    private final transient Function<HttpRequest, CompletionStage<HttpResponse>> elsewhere;

    /** @param extension the application's own routes */
    public HttpApi(
            ActorSystem<?> system,
            HttpOptions options,
            InetAddress bound,
            Calls calls,
            HealthServer health,
            WorkerMetrics metrics,
            Optional<Route> extension) {
        BrowserLogins logins = new BrowserLogins(System::nanoTime);
        this.access = new Access(options, bound, logins);
        this.door = options.production()
                ? Optional.of(new FrontDoor(system, access, logins, new LoginThrottle(System::nanoTime)))
                : Optional.empty();
        this.health = health;
        this.metrics = metrics;
        Attendance attendance = new Attendance(options.idleTimeout(), system);
        this.actions = new CallActions(calls, attendance, system);
        this.socket = new CallSocket(actions, attendance, metrics, system);
        this.events = new EventStream(attendance);
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
            return onGet(request, health::health);
        }
        access.checkSource(request);
        Optional<CompletionStage<HttpResponse>> atTheDoor = door.flatMap(front -> front.answer(request));
        if (atTheDoor.isPresent()) {
            return atTheDoor.get();
        }
        access.checkKey(request);
        List<String> parts = List.of(path.substring(1).split("/", -1));
        if (parts.size() >= 2 && parts.get(0).equals("api") && parts.get(1).equals("calls")) {
            return calls(parts.subList(2, parts.size()), request);
        }
        return switch (path) {
            case "/metrics" -> onGet(request, this::scrape);
            case "/worker" -> onGet(request, health::worker);
            default -> file(path.substring(1), request);
        };
    }

    private CompletionStage<HttpResponse> calls(List<String> parts, HttpRequest request) {
        if (parts.isEmpty()) {
            return onGet(request, actions::list);
        }
        String id = parts.get(0);
        if (parts.size() == 1) {
            return onGet(request, () -> actions.describe(id));
        }
        String verb = parts.size() == 2 ? parts.get(1) : "";
        return switch (verb) {
            case "start" -> onPost(request, () -> actions.start(id, request));
            case "audio" -> onPost(request, () -> actions.audio(id, request));
            case "commit" -> onPost(request, () -> actions.commit(id, request));
            case "text" -> onPost(request, () -> actions.text(id, request));
            case "cancel" -> onPost(request, () -> actions.cancel(id));
            case "end" -> onPost(request, () -> actions.end(id));
            case "ws" -> onGet(request, () -> socket.open(id, request));
            case "events" -> onGet(request, () -> actions.require(id).thenCompose(events::open));
            default -> throw ApiFailure.notFound(request.getUri().path());
        };
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

    private static CompletionStage<HttpResponse> onGet(HttpRequest request, Handler handler) {
        return on("GET", request, handler);
    }

    private static CompletionStage<HttpResponse> onPost(HttpRequest request, Handler handler) {
        return on("POST", request, handler);
    }

    private static CompletionStage<HttpResponse> on(String method, HttpRequest request, Handler handler) {
        if (!request.method().value().equals(method)) {
            throw ApiFailure.wrongMethod(
                    request.method().value(), request.getUri().path());
        }
        return handler.answer();
    }

    private static Route notFound() {
        return Directives.extractUnmatchedPath(path ->
                Directives.complete(Json.error(ApiFailure.notFound(path)).withStatus(StatusCodes.NOT_FOUND)));
    }

    /** What answers a request whose method is right. */
    @FunctionalInterface
    private interface Handler {
        CompletionStage<HttpResponse> answer();
    }
}
