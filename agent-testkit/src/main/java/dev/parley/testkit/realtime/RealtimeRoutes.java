package dev.parley.testkit.realtime;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.testkit.realtime.internal.BetaDialect;
import dev.parley.testkit.realtime.internal.MachineParts;
import dev.parley.testkit.realtime.internal.Problem;
import dev.parley.testkit.realtime.internal.RateLimits;
import dev.parley.testkit.realtime.internal.RealtimeMachine;
import dev.parley.testkit.realtime.script.RealtimeScript;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's addresses: the WebSocket, and the makers of ephemeral keys. Thread-safe. */
final class RealtimeRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String STANDARD_MODEL = "gpt-realtime";
    private static final int INVALID_KEY = 3000;
    private static final int INVALID_REQUEST = 4000;
    private static final long BODY_MILLIS = 10_000;

    private final RealtimeScript script;
    private final FakeServerSettings settings;
    private final ScriptRun run;
    private final EventLog received;
    private final EventLog sent;
    private final InstantSource clock;
    private final Materializer materializer;
    private final UpgradedSocket sockets;
    private final EphemeralKeys ephemeral = new EphemeralKeys();
    private final Map<String, RateLimits> rates = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    RealtimeRoutes(
            RealtimeScript script,
            FakeServerSettings settings,
            EventLog received,
            EventLog sent,
            InstantSource clock,
            ActorSystem<?> system) {
        this.script = script;
        this.settings = settings;
        this.run = new ScriptRun(script, settings, system);
        this.received = received;
        this.sent = sent;
        this.clock = clock;
        this.materializer = Materializer.matFromSystem(system);
        this.sockets = new UpgradedSocket(system);
    }

    int connections() {
        return connections.get();
    }

    CompletionStage<HttpResponse> answer(HttpRequest request) {
        String path = request.getUri().path();
        Optional<WebSocketUpgrade> upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
        if (upgrade.isPresent() && ConnectionRequest.isFor(path)) {
            return CompletableFuture.completedFuture(connect(request, upgrade.get()));
        }
        boolean posted = request.method().equals(HttpMethods.POST);
        if (posted && (path.endsWith("/realtime/client_secrets") || isLegacy(path))) {
            return request.entity()
                    .toStrict(BODY_MILLIS, materializer)
                    .thenApply(body ->
                            createKey(request, path, parse(body.getData().utf8String())));
        }
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(
                error(StatusCodes.NOT_FOUND, Problem.invalidUrl(request.method().value(), path)));
    }

    private static boolean isLegacy(String path) {
        return path.endsWith("/realtime/sessions") || path.endsWith("/realtime/transcription_sessions");
    }

    private HttpResponse connect(HttpRequest http, WebSocketUpgrade upgrade) {
        ConnectionRequest request = ConnectionRequest.of(http);
        if (request.key().isEmpty()) {
            http.discardEntityBytes(materializer);
            return error(StatusCodes.UNAUTHORIZED, Problem.missingKey());
        }
        int connection = connections.incrementAndGet();
        Instant now = clock.instant();
        Optional<EphemeralKeys.Key> key = ephemeral.find(request.key(), now);
        boolean taken = settings.apiKeys().isEmpty() && !request.key().startsWith("ek_");
        if (key.isEmpty() && !taken && !settings.apiKeys().contains(request.key())) {
            return refuse(upgrade, connection, Problem.invalidKey(request.key()), INVALID_KEY);
        }
        if (request.beta() && !request.azure() && settings.dialects() == Dialects.CURRENT) {
            return refuse(upgrade, connection, Problem.betaDisabled(), INVALID_REQUEST);
        }
        ObjectNode preset = key.map(EphemeralKeys.Key::session).orElseGet(NODES::objectNode);
        boolean transcribing =
                request.transcribing() || preset.path("type").asText().equals("transcription");
        String model = request.model().isEmpty() ? preset.path("model").asText("") : request.model();
        if (model.isEmpty() && !transcribing) {
            return refuse(upgrade, connection, Problem.missingModel(), INVALID_REQUEST);
        }
        return accept(upgrade, parts(connection, request.key(), model, transcribing, preset), request.beta());
    }

    private MachineParts parts(int connection, String key, String model, boolean transcribing, ObjectNode preset) {
        return new MachineParts(
                connection,
                model,
                transcribing,
                preset,
                settings.detectors(),
                script.delivery(),
                script.limits(),
                rates.computeIfAbsent(key, unused -> new RateLimits(script.limits())));
    }

    private HttpResponse accept(WebSocketUpgrade upgrade, MachineParts parts, boolean beta) {
        SocketFate fate = new SocketFate();
        FaultLine faults = new FaultLine(script.faults(), parts.connection());
        ConnectionStage stage =
                new ConnectionStage(new ConnectionStage.Setup(parts, beta, run, faults, fate, received, sent, clock));
        return sockets.open(upgrade, Flow.fromGraph(stage), fate);
    }

    private HttpResponse refuse(WebSocketUpgrade upgrade, int connection, Problem problem, int code) {
        SocketFate fate = new SocketFate();
        fate.closeWith(code, problem.type() + "." + problem.code());
        ObjectNode event = NODES.objectNode().put("type", "error").put("event_id", "event_" + connection + "_refused");
        event.set("error", problem.toJson(""));
        sent.add(connection, event);
        Flow<String, String, NotUsed> refusal =
                Flow.fromSinkAndSourceCoupled(Sink.ignore(), Source.single(event.toString()));
        return sockets.open(upgrade, refusal, fate);
    }

    private HttpResponse createKey(HttpRequest request, String path, JsonNode body) {
        String owner = ConnectionRequest.key(request);
        if (owner.isEmpty()) {
            return error(StatusCodes.UNAUTHORIZED, Problem.missingKey());
        }
        if (!settings.apiKeys().isEmpty() && !settings.apiKeys().contains(owner)) {
            return error(StatusCodes.UNAUTHORIZED, Problem.invalidKey(owner));
        }
        boolean legacy = isLegacy(path);
        if (legacy && settings.dialects() == Dialects.CURRENT) {
            return error(StatusCodes.BAD_REQUEST, Problem.betaDisabled());
        }
        JsonNode session = legacy ? legacySession(path, body) : body.path("session");
        Optional<Problem> problem = session.isMissingNode() ? Optional.empty() : RealtimeMachine.checkPreset(session);
        Optional<Duration> lifetime = legacy ? Optional.of(EphemeralKeys.LEGACY) : EphemeralKeys.lifetime(body);
        if (problem.isEmpty() && lifetime.isEmpty()) {
            problem = Optional.of(
                    Problem.lifetime(body.path("expires_after").path("seconds").asText()));
        }
        if (problem.isPresent()) {
            return error(StatusCodes.BAD_REQUEST, problem.get());
        }
        EphemeralKeys.Key key = ephemeral.create(session, lifetime.orElse(EphemeralKeys.STANDARD), clock.instant());
        return json(StatusCodes.OK, legacy ? legacyAnswer(key) : answer(key));
    }

    private static JsonNode legacySession(String path, JsonNode body) {
        boolean transcribing = path.endsWith("/transcription_sessions");
        ObjectNode event = NODES.objectNode().put("type", (transcribing ? "transcription_" : "") + "session.update");
        event.set("session", body.isObject() ? body.deepCopy() : NODES.objectNode());
        return BetaDialect.fromBeta(event).path("session");
    }

    private ObjectNode answer(EphemeralKeys.Key key) {
        ObjectNode answer = NODES.objectNode().put("value", key.value());
        answer.put("expires_at", key.expiresAt().getEpochSecond());
        answer.set("session", describe(key));
        return answer;
    }

    private ObjectNode legacyAnswer(EphemeralKeys.Key key) {
        ObjectNode event = NODES.objectNode().put("type", "session.created");
        event.set("session", describe(key));
        ObjectNode session = (ObjectNode)
                BetaDialect.toBeta(event).orElse(event).path("session").deepCopy();
        session.putObject("client_secret")
                .put("value", key.value())
                .put("expires_at", key.expiresAt().getEpochSecond());
        return session;
    }

    private ObjectNode describe(EphemeralKeys.Key key) {
        boolean transcribing = key.session().path("type").asText().equals("transcription");
        String model = key.session().path("model").asText(STANDARD_MODEL);
        return RealtimeMachine.describe(parts(0, key.value(), model, transcribing, key.session()), clock.instant());
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            return MissingNode.getInstance();
        }
    }

    private static HttpResponse error(StatusCode status, Problem problem) {
        ObjectNode body = NODES.objectNode();
        ObjectNode error = problem.toJson("");
        error.remove("event_id");
        body.set("error", error);
        return json(status, body);
    }

    private static HttpResponse json(StatusCode status, ObjectNode body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body.toString()));
    }
}
