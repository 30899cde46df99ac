package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpExtension;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's real files, and the routes that an application serves beside them. */
@Timeout(60)
class ServedFilesTest {
    private static final String KEY = "s3cret";
    private static TestServer server;
    private static TestServer production;

    /** An application with a route of its own, and one that tries to take the worker's. */
    private static final class Desk implements EntryPoint, HttpExtension {
        private final TestServer.Echoes echoes = new TestServer.Echoes();

        @Override
        public void run(JobContext job) {
            echoes.run(job);
        }

        @Override
        public Route routes(ActorSystem<?> system, Config config) {
            return Directives.concat(
                    Directives.path(
                            "orders",
                            () -> Directives.get(
                                    () -> Directives.complete(config.getString("parley.models.provider")))),
                    Directives.path("health", () -> Directives.complete("mine")));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        HttpOptions loopback = HttpOptions.of(TestServer.CONFIG);
        server = TestServer.start(new Desk());
        production = TestServer.start(new Desk(), options -> options, loopback.inProduction(KEY));
    }

    @AfterAll
    static void stop() {
        server.close();
        production.close();
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html, <!DOCTYPE html>",
        "/index.html, text/html, app.js",
        "/style.css, text/css, --paper",
        "/app.js, application/javascript, import",
        "/playback-worklet.js, application/javascript, registerProcessor",
        "/icon.svg, image/svg+xml, <svg"
    })
    void shouldServeThePagesFiles(String path, String type, String content) throws Exception {
        HttpResponse<String> file = server.get(path);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(header(file, "Content-Type")).startsWith(type);
        assertThat(file.body()).containsIgnoringCase(content);
        assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(file, "X-Frame-Options")).isEqualTo("DENY");
        assertThat(header(file, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(file, "Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../http/login.html",
                "/..%2fhttp%2flogin.html",
                "/%2e%2e/http/login.html",
                "/..\\http\\login.html",
                "/./app.js/../../http/login.html",
                "//etc/passwd",
                "/page/",
                "/app.js/",
                "/login.html",
                "/app.js%00.html"
            })
    void shouldServeNothingOutsideThePageAndNoListing(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("<form", "root:");
    }

    @Test
    void shouldServeTheApplicationsRoutesAfterItsOwn() throws Exception {
        assertThat(server.get("/orders").body()).isEqualTo("offline");
        assertThat(server.get("/health").body()).startsWith("{\"status\":\"healthy\"");
        assertThat(server.post("/orders").statusCode()).isEqualTo(404);
        assertThat(server.get("/order").body()).startsWith("{\"error\":\"not found\"");
    }

    @Test
    void shouldKeepTheApplicationsRoutesBehindTheKey() throws Exception {
        assertThat(production.get("/orders").statusCode()).isEqualTo(401);
        assertThat(production
                        .send(HttpRequest.newBuilder(production.uri("/orders")).header("X-Api-Key", KEY))
                        .body())
                .isEqualTo("offline");
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), server.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
