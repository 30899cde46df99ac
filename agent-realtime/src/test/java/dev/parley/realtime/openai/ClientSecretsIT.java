package dev.parley.realtime.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.testkit.ActorKit;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ClientSecretsIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private final CompletableFuture<String> asked = new CompletableFuture<>();
    private volatile int status = 200;
    private ServerBinding server;

    @BeforeEach
    void start() throws Exception {
        server = Http.get(KIT.system())
                .newServerAt("127.0.0.1", 0)
                .bind(this::answer)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        server.terminate(Duration.ofSeconds(3)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        String line = request.method().value() + " " + request.getUri().path() + " "
                + request.getHeader("Authorization")
                        .map(header -> header.value())
                        .orElse("");
        return request.entity()
                .toStrict(5_000, Materializer.matFromSystem(KIT.system()))
                .thenApply(entity -> {
                    asked.complete(line + "\n" + entity.getData().utf8String());
                    return HttpResponse.create()
                            .withStatus(status)
                            .withEntity(
                                    ContentTypes.APPLICATION_JSON,
                                    "{\"value\":\"ek_123\",\"expires_at\":1790000000,\"session\":{}}");
                });
    }

    private ClientSecrets secrets() {
        Endpoint endpoint = Endpoint.openAi(
                "http://127.0.0.1:" + server.localAddress().getPort() + "/v1", "gpt-realtime", "sk-own");
        return new ClientSecrets(KIT.system(), endpoint, SessionSettings.of("gpt-realtime"));
    }

    @Test
    void shouldAskForAKeyWithTheSessionsSettings() throws Exception {
        ClientSecret secret = secrets()
                .create(Duration.ofMinutes(10), RealtimeSetup.of("s", "Be brief."))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        assertThat(secret).isEqualTo(new ClientSecret("ek_123", Instant.ofEpochSecond(1_790_000_000)));
        assertThat(secret.toString()).doesNotContain("ek_123");
        String[] request = asked.get(5, TimeUnit.SECONDS).split("\n", 2);
        assertThat(request[0]).isEqualTo("POST /v1/realtime/client_secrets Bearer sk-own");
        JsonNode body = new ObjectMapper().readTree(request[1]);
        assertThat(body.at("/expires_after/seconds").asInt()).isEqualTo(600);
        assertThat(body.at("/session/model").asText()).isEqualTo("gpt-realtime");
        assertThat(body.at("/session/instructions").asText()).isEqualTo("Be brief.");
    }

    @Test
    void shouldSayThatTheProviderRefused() {
        status = 401;

        assertThatThrownBy(() -> secrets()
                        .create(Duration.ofMinutes(10), RealtimeSetup.of("s", ""))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("client secret: refused with 401");
        assertThatThrownBy(() -> secrets().create(Duration.ofHours(3), RealtimeSetup.of("s", "")))
                .hasMessage("validity: PT3H (expected: 10 s to 2 h)");
    }

    @Test
    void shouldGoToTheSameServerByHttp() {
        assertThat(ClientSecrets.address(URI.create("wss://api.openai.com/v1/realtime?model=m")))
                .isEqualTo("https://api.openai.com/v1/realtime/client_secrets");
    }
}
