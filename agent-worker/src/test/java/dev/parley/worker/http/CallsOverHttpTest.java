package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.worker.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallsOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestServer.Echoes ECHOES = new TestServer.Echoes();
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ECHOES);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static JsonNode body(HttpResponse<String> response) throws Exception {
        return JSON.readTree(response.body());
    }

    private static String started(String id) throws Exception {
        assertThat(server.post("/api/calls/" + id + "/start").statusCode()).isEqualTo(201);
        return "/api/calls/" + id;
    }

    @Test
    void shouldTellFormatsWhenCallStarts() throws Exception {
        HttpResponse<String> response = server.post("/api/calls/formats/start", "{\"metadata\":{\"a\":1}}");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(body(response)).isEqualTo(JSON.readTree("""
                {"call":"formats","agent":"echoes",
                 "input":{"sample_rate":16000,"channels":1,"encoding":"pcm16le"},
                 "output":{"sample_rate":16000,"channels":1,"encoding":"pcm16le"}}"""));
    }

    @Test
    void shouldAnswerText() throws Exception {
        String call = started("text");

        HttpResponse<String> response = server.post(call + "/text", "{\"text\":\"hello\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body(response))
                .isEqualTo(
                        JSON.readTree("{\"transcript\":\"hello\",\"answer\":\"You said hello.\",\"tool_calls\":[]}"));
    }

    @Test
    void shouldReportToolCallsOfAnAnswer() throws Exception {
        String call = started("tools");

        JsonNode answer = body(server.post(call + "/text", "{\"text\":\"tool\"}"));

        assertThat(answer.path("tool_calls"))
                .isEqualTo(JSON.readTree("[{\"name\":\"price_of\",\"arguments\":{\"product\":\"pizza\"},"
                        + "\"output\":\"10.0\",\"error\":false}]"));
    }

    @Test
    void shouldTakeRawAudioAndAnswerItsCommit() throws Exception {
        String call = started("raw");

        HttpResponse<String> taken = server.postPcm(call + "/audio", TestServer.sound(64_000));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(body(taken).path("accepted_ms").asInt()).isEqualTo(2000);
        JsonNode answer = body(server.post(call + "/commit"));

        assertThat(answer.path("transcript").asText()).isEqualTo("32000 samples");
        assertThat(answer.path("answer").asText()).isEqualTo("You said 32000 samples.");
    }

    @Test
    void shouldTakeAudioAsJson() throws Exception {
        String call = started("b64");
        String pcm = Base64.getEncoder().encodeToString(TestServer.sound(3200));

        HttpResponse<String> taken = server.post(call + "/audio", "{\"pcm_b64\":\"" + pcm + "\"}");

        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(body(taken).path("accepted_ms").asInt()).isEqualTo(100);
    }

    @Test
    void shouldAnswerEmptyWhenNothingWasSaid() throws Exception {
        String call = started("nothing");

        HttpResponse<String> response = server.post(call + "/commit");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body(response).path("transcript").asText()).isEmpty();
    }

    @Test
    void shouldTellWhatIsKnownWhenTheAnswerTakesTooLong() throws Exception {
        String call = started("slow");

        HttpResponse<String> response = server.post(call + "/text?wait_ms=50", "{\"text\":\"slow\"}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(body(response).path("transcript").asText()).isEqualTo("slow");
    }

    @Test
    void shouldCancelListDescribeAndEnd() throws Exception {
        String call = started("life");
        server.post(call + "/text", "{\"text\":\"hello\"}");

        assertThat(server.post(call + "/cancel").statusCode()).isEqualTo(200);
        assertThat(body(server.get("/api/calls")).path("calls").findValuesAsText("call"))
                .contains("life");
        JsonNode described = body(server.get(call));
        assertThat(described.path("agent_state").asText()).isEqualTo("listening");
        assertThat(described.path("history").get(1).path("text").asText()).isEqualTo("You said hello.");
        assertThat(body(server.post(call + "/end"))).isEqualTo(JSON.readTree("{\"call\":\"life\",\"ended\":true}"));
        assertThat(server.get(call).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldEndTheCallWhenItsAgentDoes() throws Exception {
        String call = started("leaves");

        HttpResponse<String> last = server.post(call + "/text", "{\"text\":\"end\"}");

        assertThat(last.statusCode()).isEqualTo(200);
        server.server
                .calls()
                .find("leaves")
                .toCompletableFuture()
                .get()
                .ifPresent(open -> open.whenEnded().toCompletableFuture().join());
        assertThat(server.get(call).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldRefuseASecondStart() throws Exception {
        String call = started("twice");

        HttpResponse<String> second = server.post(call + "/start");

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(body(second).path("detail").asText()).contains("call: twice is running");
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoSession() throws Exception {
        for (String verb : new String[] {"audio", "commit", "text", "cancel", "end"}) {
            HttpResponse<String> response = server.post("/api/calls/abc/" + verb, "{}");

            assertThat(response.statusCode()).as(verb).isEqualTo(404);
            assertThat(body(response))
                    .isEqualTo(JSON.readTree("{\"error\":\"no session\",\"detail\":\"call: abc (expected: a started"
                            + " call; POST /api/calls/abc/start first)\"}"));
        }
        assertThat(server.get("/api/calls/abc").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/calls/abc/events").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldNameThePositionOfMalformedJson() throws Exception {
        String call = started("json");

        HttpResponse<String> response = server.post(call + "/text", "{\"text\": nope}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(body(response).path("detail").asText()).contains("malformed JSON at line 1, column");
    }

    @Test
    void shouldRefuseBadValuesWithTheirRule() throws Exception {
        String call = started("bad");

        assertRefused(server.post(call + "/text", "[]"), 400, "body: JSON ARRAY");
        assertRefused(server.post(call + "/text", "{\"text\":5}"), 400, "text: NUMBER (expected: a string)");
        assertRefused(server.post(call + "/text", "{\"text\":\" \"}"), 400, "text: blank");
        assertRefused(server.post(call + "/audio", "{\"pcm_b64\":\"***\"}"), 400, "pcm_b64");
        assertRefused(server.post(call + "/commit?wait_ms=soon"), 400, "wait_ms: soon");
        assertRefused(server.post("/api/calls/a%20b/start"), 400, "call id: a%20b");
        assertRefused(server.post("/api/calls/x/start", "{\"metadata\":5}"), 400, "metadata: NUMBER");
        assertRefused(server.get("/api/calls/x/start"), 405, "method: GET");
        assertRefused(server.get("/api/nothing"), 404, "path: /api/nothing");
        assertRefused(server.get("/api/calls/x/y"), 404, "path: /api/calls/x/y");
    }

    @Test
    void shouldRefuseAudioOfTheWrongSizeRateOrType() throws Exception {
        String call = started("wrong");

        assertRefused(server.postPcm(call + "/audio", new byte[3]), 400, "audio bytes: 3");
        assertRefused(server.postPcm(call + "/audio?rate=11025", new byte[4]), 400, "rate: 11025");
        assertRefused(
                server.send(HttpRequest.newBuilder(server.uri(call + "/audio"))
                        .header("Content-Type", "audio/mpeg")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4]))),
                415,
                "content type: audio/mpeg");
        assertRefused(
                server.send(HttpRequest.newBuilder(server.uri(call + "/text"))
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4]))),
                415,
                "content encoding: gzip");
        assertThat(server.post(call + "/text", "{\"text\":\"still there\"}").statusCode())
                .isEqualTo(200);
    }

    private static void assertRefused(HttpResponse<String> response, int status, String detail) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(body(response).path("detail").asText()).contains(detail).contains("(expected: ");
        assertThat(body(response).path("error").asText()).isNotBlank();
    }

    @Test
    void shouldResampleAudioOfAnotherRate() throws Exception {
        String call = started("rates");

        server.postPcm(call + "/audio?rate=8000", TestServer.sound(16_000));

        assertThat(ECHOES.session("rates").heardAtLeast(15_900)).isBetween(15_900L, 16_000L);
    }

    @Test
    void shouldTellHealthWorkerAndMetrics() throws Exception {
        server.post(started("metered") + "/start");
        assertThat(server.get("/health").body()).startsWith("{\"status\":\"healthy\"");
        assertThat(body(server.get("/worker")).path("max_jobs").asInt()).isEqualTo(100);
        assertThat(body(server.get("/worker")).path("agent_name").asText()).isEqualTo("echoes");
        HttpResponse<String> scraped = server.get("/metrics");
        assertThat(scraped.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        String metrics = scraped.body();
        assertThat(metrics)
                .contains("parley_jobs_refused_total{reason=\"exists\"")
                .contains("parley_jobs_active ");
        assertThat(metrics).contains("parley_jobs_capacity 100.0").contains("parley_jobs_accepted_total");
        assertThat(metrics).contains("jvm_memory_used_bytes").contains("parley_http_requests_total{method=\"POST\"");
    }
}
