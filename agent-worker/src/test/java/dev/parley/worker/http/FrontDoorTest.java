package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrontDoorTest {
    private static final String KEY = "s3cret key+&%";
    private static final String ENCODED = "s3cret+key%2B%26%25";
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        HttpOptions loopback = HttpOptions.of(TestServer.CONFIG);
        server = TestServer.start(new TestServer.Echoes(), options -> options, loopback.inProduction(KEY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String origin() {
        return "http://127.0.0.1:" + server.server.address().getPort();
    }

    private HttpResponse<String> open(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path)).header("Accept", "text/html,*/*;q=0.8");
        return server.send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> login(String form, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return server.send(headers.length == 0 ? request.header("Origin", origin()) : request.headers(headers));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String cookie(HttpResponse<String> response) {
        return header(response, "Set-Cookie").replaceFirst(";.*", "");
    }

    @Test
    void shouldAskABrowserForTheKeyByAFormThatNeedsNothingElse() throws Exception {
        HttpResponse<String> form = open("/");

        assertThat(form.statusCode()).isEqualTo(401);
        assertThat(header(form, "Content-Type")).startsWith("text/html");
        assertThat(header(form, "WWW-Authenticate")).startsWith("Bearer");
        assertThat(header(form, "Cache-Control")).isEqualTo("no-store");
        assertThat(form.body()).contains("action=\"/login\"").doesNotContain("<script", "<link", "src=", "<!--");
        String style = form.body()
                .substring(form.body().indexOf("<style>") + 7, form.body().indexOf("</style>"));
        String hash = Base64.getEncoder()
                .encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(style.getBytes(StandardCharsets.UTF_8)));
        assertThat(header(form, "Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-" + hash + "'");
    }

    @Test
    void shouldAnswerProgramsAndOtherPathsAsBefore() throws Exception {
        assertThat(server.get("/").body()).startsWith("{\"error\":\"unauthorized\"");
        assertThat(open("/app.js").body()).startsWith("{\"error\":\"unauthorized\"");
        assertThat(open("/worker", "Cookie", "parley_login=guessed").statusCode())
                .isEqualTo(401);
        assertThat(header(open("/login"), "Location")).isEqualTo("/");
    }

    @Test
    void shouldGiveACookieForTheKeyThatOpensEveryRoute() throws Exception {
        HttpResponse<String> admitted = login("key=" + ENCODED);

        assertThat(admitted.statusCode()).isEqualTo(303);
        assertThat(header(admitted, "Location")).isEqualTo("/");
        assertThat(header(admitted, "Set-Cookie"))
                .endsWith("; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict")
                .doesNotContain("s3cret");
        String cookie = cookie(admitted);
        assertThat(open("/", "Cookie", cookie).body()).contains("app.js");
        assertThat(open("/app.js", "Cookie", "other=1; " + cookie).statusCode()).isEqualTo(200);
        assertThat(open("/metrics", "Cookie", cookie).statusCode()).isEqualTo(200);
        SocketCaller caller = SocketCaller.connect(server, "/api/calls/ws/ws", "Cookie", cookie, "Origin", origin());
        assertThat(caller.await("session_started").path("session_id").asText()).isEqualTo("ws");
        caller.hangUp();
    }

    @Test
    void shouldNotLetAnotherPageUseTheCookie() throws Exception {
        String cookie = cookie(login("key=" + ENCODED));

        assertThat(open("/worker", "Cookie", cookie, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(login("key=" + ENCODED, "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldKeepTheCookieToTlsWhereTheBrowserCameByIt() throws Exception {
        HttpResponse<String> admitted = login("key=" + ENCODED, "X-Forwarded-Proto", "https");

        assertThat(header(admitted, "Set-Cookie")).endsWith("; Secure");
    }

    @Test
    void shouldTakeTheKeyOutOfThePagesAddress() throws Exception {
        HttpResponse<String> admitted = open("/?api_key=" + ENCODED);

        assertThat(admitted.statusCode()).isEqualTo(303);
        assertThat(header(admitted, "Location")).isEqualTo("/");
        assertThat(open("/", "Cookie", cookie(admitted)).statusCode()).isEqualTo(200);
        assertThat(open("/?api_key=wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void shouldSayThatAKeyIsWrongAndLookAtNoneAfterFive() throws Exception {
        for (int i = 0; i < LoginThrottle.TRIES; i++) {
            HttpResponse<String> refused = login("key=guess" + i);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("This is not the key.").contains("<form");
        }

        HttpResponse<String> tooMany = login("key=" + ENCODED);

        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(header(tooMany, "Retry-After")).isEqualTo("60");
        assertThat(tooMany.body()).contains("Too many wrong keys.");
        assertThat(server.send(HttpRequest.newBuilder(server.uri("/worker")).header("X-Api-Key", KEY))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldRefuseWhatIsNoForm() throws Exception {
        assertThat(server.post("/login", "{}").statusCode()).isEqualTo(415);
        assertThat(login("").statusCode()).isEqualTo(401);
        assertThat(login("key=%zz").statusCode()).isEqualTo(400);
        assertThat(login("key=" + "x".repeat(5000)).statusCode()).isEqualTo(413);
    }
}
