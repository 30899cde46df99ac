package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessTest {
    private static final String KEY = "s3cret-key";
    private static TestServer production;
    private static TestServer open;

    @BeforeAll
    static void start() throws Exception {
        HttpOptions loopback = HttpOptions.of(TestServer.CONFIG);
        production = TestServer.start(new TestServer.Echoes(), options -> options, loopback.inProduction(KEY));
        open = TestServer.start(new TestServer.Echoes());
    }

    @AfterAll
    static void stop() throws Exception {
        production.close();
        open.close();
    }

    private static final List<Map.Entry<String, String>> ROUTES = List.of(
            Map.entry("GET", "/"),
            Map.entry("GET", "/index.html"),
            Map.entry("GET", "/app.js"),
            Map.entry("GET", "/metrics"),
            Map.entry("GET", "/worker"),
            Map.entry("GET", "/nothing"),
            Map.entry("GET", "/orders"),
            Map.entry("GET", "/api/calls"),
            Map.entry("GET", "/api/calls/a"),
            Map.entry("GET", "/api/calls/a/events"),
            Map.entry("GET", "/api/calls/a/ws"),
            Map.entry("POST", "/api/calls/a/start"),
            Map.entry("POST", "/api/calls/a/audio"),
            Map.entry("POST", "/api/calls/a/commit"),
            Map.entry("POST", "/api/calls/a/text"),
            Map.entry("POST", "/api/calls/a/cancel"),
            Map.entry("POST", "/api/calls/a/end"),
            Map.entry("GET", "//health"),
            Map.entry("GET", "/health/"));

    private static int status(TestServer server, String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        java.net.URI.create(server.uri("/").toString().replaceFirst("/$", "") + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.send(request).statusCode();
    }

    @Test
    void shouldWantTheKeyOnEveryRouteButHealth() throws Exception {
        for (Map.Entry<String, String> route : ROUTES) {
            String method = route.getKey();
            String path = route.getValue();
            assertThat(status(production, method, path)).as(path).isEqualTo(401);
            assertThat(status(production, method, path, "X-Api-Key", KEY + "x"))
                    .as(path)
                    .isEqualTo(401);
            assertThat(status(production, method, path, "Authorization", "Bearer wrong"))
                    .as(path)
                    .isEqualTo(401);
            assertThat(status(production, method, path, "Authorization", "Basic " + KEY))
                    .as(path)
                    .isEqualTo(401);
            assertThat(status(production, method, path + "?api_key=wrong"))
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(status(production, "GET", "/health")).isEqualTo(200);
    }

    @Test
    void shouldLetInWhoKnowsTheKey() throws Exception {
        assertThat(status(production, "GET", "/worker", "Authorization", "Bearer " + KEY))
                .isEqualTo(200);
        assertThat(status(production, "GET", "/worker", "X-Api-Key", KEY)).isEqualTo(200);
        assertThat(status(production, "GET", "/worker?api_key=" + KEY)).isEqualTo(200);
        SocketCaller caller = SocketCaller.connect(production, "/api/calls/ws/ws?rate=16000&api_key=" + KEY);
        assertThat(caller.await("session_started").path("session_id").asText()).isEqualTo("ws");
    }

    @Test
    void shouldRefuseToStartInProductionWithoutAKey() {
        assertThatThrownBy(() -> HttpOptions.of(TestServer.CONFIG).inProduction(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PARLEY_API_KEY");
    }

    @Test
    void shouldNotPrintSecrets() {
        assertThat(HttpOptions.of(TestServer.CONFIG).inProduction(KEY).toString())
                .doesNotContain(KEY);
    }

    @Test
    void shouldRefuseNamesThatWereMadeToPointHere() throws Exception {
        for (String host : List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80")) {
            assertThat(raw("GET /api/calls HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403")
                    .contains("loopback");
        }
        for (String host : List.of("localhost:8080", "127.0.0.1", "[::1]:80")) {
            assertThat(raw("GET /api/calls HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void shouldRefuseOtherOriginsAndAllowItsOwn() throws Exception {
        String own = "http://127.0.0.1:" + open.server.address().getPort();
        assertThat(status(open, "POST", "/api/calls/o1/start", "Origin", "http://evil.example"))
                .isEqualTo(403);
        assertThat(status(open, "POST", "/api/calls/o1/start", "Origin", "null"))
                .isEqualTo(403);
        assertThat(status(open, "POST", "/api/calls/o1/start", "Origin", own)).isEqualTo(201);
    }

    @Test
    void shouldAnswerAHundredMegabytesAtOnceWith413() throws Exception {
        open.post("/api/calls/big/start");
        for (String verb : List.of("audio", "text")) {
            String type = verb.equals("audio") ? "application/octet-stream" : "application/json";

            String answer = raw("POST /api/calls/big/" + verb + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                    + "\r\nContent-Length: 104857600\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 413").contains("\"error\":\"too large\"");
        }
    }

    @Test
    void shouldStopReadingAChunkedBodyAtItsLimit() throws Exception {
        open.post("/api/calls/chunks/start");
        byte[] chunk = new byte[1 << 20];
        try (Socket socket = new Socket(
                java.net.InetAddress.getLoopbackAddress(), open.server.address().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(String.join(
                            "\r\n",
                            "POST /api/calls/chunks/text HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked",
                            "",
                            "")
                    .getBytes(StandardCharsets.US_ASCII));
            int sent = 0;
            try {
                for (; sent < 100; sent++) {
                    out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (java.io.IOException cutOff) {
                assertThat(sent).isLessThan(100);
            }
        }
        assertThat(open.post("/api/calls/chunks/text", "{\"text\":\"hi\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldServeNoListingAndNothingOutsideThePage() throws Exception {
        assertThat(status(open, "GET", "/../server/http-server.conf")).isEqualTo(404);
        assertThat(status(open, "GET", "/%2e%2e/server/http-server.conf")).isEqualTo(404);
        assertThat(status(open, "GET", "/page/")).isEqualTo(404);
        assertThat(status(open, "GET", "/Page.class")).isEqualTo(404);
        assertThat(status(open, "DELETE", "/")).isEqualTo(404);
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(
                java.net.InetAddress.getLoopbackAddress(), open.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
            return answer.toString();
        }
    }
}
