package dev.parley.testkit.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.Fault;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server over real sockets, without any client of the vendor's. */
@Timeout(120)
class FakeRealtimeServerIT {
    private static final String CREATE = "{'type':'response.create'}";
    private static final String END = "response.done";

    // snippet: test
    @Test
    void shouldAnswerTheGreeting() throws Exception {
        RealtimeScript script = RealtimeScript.builder()
                .reply(FakeReply.say("Hello, what would you like?"))
                .build();
        try (FakeRealtimeServer server = FakeRealtimeServer.start(script);
                SocketClient client = SocketClient.open(server)) {
            client.send("{'type':'response.create'}");

            JsonNode done = client.await("response.done");
            assertThat(done.at("/response/output/0/content/0/transcript").asText())
                    .isEqualTo("Hello, what would you like?");
            assertThat(server.awaitReceived("response.create", Duration.ofSeconds(5))
                            .connection())
                    .isEqualTo(1);
        }
    }
    // end: test

    private static RealtimeScript with(Fault... faults) {
        RealtimeScript.Builder script = RealtimeScript.builder().otherwise(FakeReply.say("Well, well"));
        for (Fault fault : faults) {
            script.fault(fault.onConnection(1));
        }
        return script.build();
    }

    @Test
    void shouldBreakWithoutACloseFrameAndTakeTheNextConnection() throws Exception {
        try (FakeRealtimeServer server = FakeRealtimeServer.start(
                        with(Fault.drop("response.output_audio.delta").atOccurrence(2)));
                SocketClient client = SocketClient.open(server)) {
            client.send(CREATE);

            List<String> types = client.typesUntil(END);
            assertThat(types).containsOnlyOnce("response.output_audio.delta").endsWith("close 1006 ");
            try (SocketClient again = SocketClient.open(server)) {
                again.send(CREATE);
                assertThat(again.typesUntil(END)).endsWith(END);
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void shouldCloseWithTheCodeThatTheScriptNames() throws Exception {
        try (FakeRealtimeServer server = FakeRealtimeServer.start(with(Fault.close("session.created", 1013, "later")));
                SocketClient client = SocketClient.open(server)) {
            assertThat(client.typesUntil(END)).containsExactly("session.created", "close 1013 later");
        }
    }

    @Test
    void shouldStallAndGoOnAndAnswerPingsMeanwhile() throws Exception {
        try (FakeRealtimeServer server =
                        FakeRealtimeServer.start(with(Fault.stall("response.created", Duration.ofSeconds(2))));
                SocketClient client = SocketClient.open(server)) {
            client.await("conversation.created");
            client.send(CREATE);

            assertThat(client.next(Duration.ofMillis(500))).isEmpty();
            assertThat(client.ping(Duration.ofSeconds(1))).isTrue();
            assertThat(client.typesUntil(END)).startsWith("response.created").endsWith(END);
        }
    }

    @Test
    void shouldBeHalfOpenWithoutAnAnswerToAPing() throws Exception {
        try (FakeRealtimeServer server = FakeRealtimeServer.start(with(Fault.halfOpen("response.created")));
                SocketClient client = SocketClient.open(server)) {
            client.await("conversation.created");
            assertThat(client.ping(Duration.ofSeconds(5))).isTrue();
            client.send(CREATE);
            server.awaitSent("response.created", Duration.ofSeconds(5));

            assertThat(client.ping(Duration.ofSeconds(1))).isFalse();
            assertThat(client.next(Duration.ofMillis(200))).isEmpty();
        }
    }

    @Test
    void shouldSendDamagedDoubledLateAndSwappedEvents() throws Exception {
        try (FakeRealtimeServer server = FakeRealtimeServer.start(with(
                        Fault.malformed("response.created"),
                        Fault.duplicated("rate_limits.updated"),
                        Fault.outOfOrder("response.output_item.added"),
                        Fault.late("response.content_part.added", Duration.ofMillis(300))));
                SocketClient client = SocketClient.open(server)) {
            client.await("conversation.created");
            client.send(CREATE);

            List<String> types = client.typesUntil("response.content_part.added");
            assertThat(types)
                    .startsWith(
                            "malformed",
                            "rate_limits.updated",
                            "rate_limits.updated",
                            "conversation.item.added",
                            "response.output_item.added");
            assertThat(types).contains("response.output_audio_transcript.delta");
        }
    }

    @Test
    void shouldEndTheSessionAfterSeconds() throws Exception {
        RealtimeScript script = RealtimeScript.builder()
                .limits(ServiceLimits.standard().withSession(Duration.ofSeconds(1)))
                .build();
        try (FakeRealtimeServer server = FakeRealtimeServer.start(script);
                SocketClient client = SocketClient.open(server)) {
            assertThat(client.typesUntil(END))
                    .endsWith("error", "close 1001 Your session hit the maximum duration of 1.0 seconds.");
        }
    }

    @Test
    void shouldRefuseStrangersAndTheBetaAsTheServiceDoes() throws Exception {
        FakeServerSettings settings =
                FakeServerSettings.builder().apiKeys("sk-right").build();
        try (FakeRealtimeServer server = FakeRealtimeServer.start(RealtimeScript.empty(), settings)) {
            URI uri = URI.create(server.url() + "?model=gpt-realtime");
            try (SocketClient wrong = SocketClient.openAt(uri, "Authorization", "Bearer sk-wrong")) {
                assertThat(wrong.await("error").at("/error/code").asText()).isEqualTo("invalid_api_key");
                assertThat(wrong.next()).isEqualTo("close 3000 invalid_request_error.invalid_api_key");
            }
            try (SocketClient beta =
                    SocketClient.openAt(uri, "Authorization", "Bearer sk-right", "OpenAI-Beta", "realtime=v1")) {
                assertThat(beta.await("error").at("/error/code").asText()).isEqualTo("beta_api_shape_disabled");
                assertThat(beta.next()).startsWith("close 4000");
            }
            try (SocketClient lost = SocketClient.openAt(server.url(), "Authorization", "Bearer sk-right")) {
                assertThat(lost.await("error").at("/error/code").asText()).isEqualTo("missing_model");
            }
            assertThatThrownBy(() -> SocketClient.openAt(uri)).hasMessageContaining("WebSocketHandshakeException");
        }
    }

    @Test
    void shouldSpeakTheBetaWhereItIsAllowedAndAtAzuresOldAddress() throws Exception {
        RealtimeScript script =
                RealtimeScript.builder().otherwise(FakeReply.say("Hello")).build();
        FakeServerSettings settings =
                FakeServerSettings.builder().dialects(Dialects.WITH_BETA).build();
        try (FakeRealtimeServer server = FakeRealtimeServer.start(script, settings);
                SocketClient client = SocketClient.open(server, "OpenAI-Beta", "realtime=v1")) {
            client.send("{'type':'session.update','session':{'voice':'echo','input_audio_format':'g711_ulaw'}}");
            assertThat(client.await("session.updated").at("/session/voice").asText())
                    .isEqualTo("echo");
            client.send(CREATE);
            assertThat(client.typesUntil(END)).contains("response.audio.delta", "conversation.item.created");
        }
        try (FakeRealtimeServer server = FakeRealtimeServer.start(script)) {
            URI azure = URI.create("ws://127.0.0.1:" + server.port()
                    + "/openai/realtime?api-version=2025-04-01-preview&deployment=mine");
            try (SocketClient client = SocketClient.openAt(azure, "api-key", "azure-key")) {
                assertThat(client.await("session.created").at("/session/model").asText())
                        .isEqualTo("mine");
            }
        }
    }

    @Test
    void shouldMakeEphemeralKeysThatPresetTheSession() throws Exception {
        FakeServerSettings settings =
                FakeServerSettings.builder().apiKeys("sk-right").build();
        try (FakeRealtimeServer server = FakeRealtimeServer.start(RealtimeScript.empty(), settings)) {
            HttpResponse<String> response = post(
                    server,
                    "sk-right",
                    "{'expires_after':{'anchor':'created_at','seconds':60},'session':{'type':'realtime',"
                            + "'model':'gpt-realtime-2','instructions':'Be kind.'}}");
            JsonNode secret = new ObjectMapper().readTree(response.body());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(secret.path("value").asText()).startsWith("ek_");
            assertThat(secret.at("/session/instructions").asText()).isEqualTo("Be kind.");

            String key = "Bearer " + secret.path("value").asText();
            try (SocketClient client = SocketClient.openAt(server.url(), "Authorization", key)) {
                JsonNode session = client.await("session.created").path("session");
                assertThat(session.path("instructions").asText()).isEqualTo("Be kind.");
                assertThat(session.path("model").asText()).isEqualTo("gpt-realtime-2");
            }
            assertThat(post(server, "sk-wrong", "{}").statusCode()).isEqualTo(401);
            assertThat(post(server, "sk-right", "{'expires_after':{'seconds':5}}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    private static HttpResponse<String> post(FakeRealtimeServer server, String key, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/realtime/client_secrets"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldSayWhatThereWasInsteadOfWhatWasAwaited() throws Exception {
        try (FakeRealtimeServer server = FakeRealtimeServer.start(RealtimeScript.empty());
                SocketClient client = SocketClient.open(server)) {
            client.send("not JSON");
            assertThat(client.await("error").at("/error/code").asText()).isEqualTo("invalid_json");

            assertThatThrownBy(() -> server.awaitSent("response.done", Duration.ofMillis(10)))
                    .hasMessageContaining("expected: response.done")
                    .hasMessageContaining("session.created");
        }
    }
}
