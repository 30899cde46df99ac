package dev.parley.realtime.openai;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.wire.SessionJson;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Keys for those who must not have the account's own, such as a browser: {@code POST /v1/realtime/client_secrets}.
 * Thread-safe.
 */
public final class ClientSecrets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final Endpoint endpoint;
    private final SessionSettings settings;

    /** @param settings of the sessions that are begun with the keys; whoever has one may change them */
    public ClientSecrets(ActorSystem<?> system, Endpoint endpoint, SessionSettings settings) {
        this.system = system;
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /**
     * Asks for a key. Fails if the provider refuses, with its status, or does not answer within 10 seconds.
     *
     * @param validity 10 seconds to 2 hours
     * @param setup instructions and tools of the sessions
     */
    public CompletionStage<ClientSecret> create(Duration validity, RealtimeSetup setup) {
        if (validity.compareTo(SHORTEST) < 0 || validity.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("validity: " + validity + " (expected: 10 s to 2 h)");
        }
        HttpRequest request = HttpRequest.POST(address(endpoint.url()))
                .withEntity(ContentTypes.APPLICATION_JSON, body(validity, setup));
        for (Map.Entry<String, String> header : endpoint.headers().entrySet()) {
            request = request.addHeader(RawHeader.create(header.getKey(), header.getValue()));
        }
        Materializer materializer = Materializer.matFromSystem(system);
        return Http.get(system)
                .singleRequest(request)
                .thenCompose(answer -> answer.entity()
                        .toStrict(PATIENCE.toMillis(), materializer)
                        .thenApply(entity -> secret(answer, entity.getData().utf8String())))
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }

    /** The same server, by HTTP. */
    static String address(URI socket) {
        String scheme = socket.getScheme().equals("wss") ? "https" : "http";
        return scheme + "://" + socket.getAuthority() + socket.getRawPath() + "/client_secrets";
    }

    private String body(Duration validity, RealtimeSetup setup) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("expires_after").put("anchor", "created_at").put("seconds", validity.toSeconds());
        ObjectNode session = new SessionJson(settings, ApiShape.GA, setup.modelTakesTurns())
                .whole(setup.instructions(), setup.tools());
        body.set("session", session.put("model", settings.model()));
        return body.toString();
    }

    private static ClientSecret secret(HttpResponse answer, String text) {
        int status = answer.status().intValue();
        if (status >= 300) {
            throw new IllegalStateException("client secret: refused with " + status
                    + " (expected: 200); check the key, the model and the server's address");
        }
        try {
            JsonNode tree = JSON.readTree(text);
            String value = tree.path("value").asText("");
            if (value.isEmpty()) {
                throw new IllegalStateException("client secret: no value in the answer (expected: one)");
            }
            return new ClientSecret(
                    value, Instant.ofEpochSecond(tree.path("expires_at").asLong()));
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException("client secret: no JSON in the answer (expected: an object)", wrong);
        }
    }
}
