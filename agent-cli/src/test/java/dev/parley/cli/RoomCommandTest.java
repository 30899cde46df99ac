package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.proto.RoomAgentDispatch;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.TokenClaims;
import dev.parley.livekit.token.TokenVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RoomCommandTest {
    private static final String KEY = "devkey";
    private static final String SECRET = "a secret that must not be seen";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldPrintATokenThatLetsInAndNothingElse() {
        CommandRun run = withKey("token", "--room", "order", "--identity", "alice");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip().lines()).hasSize(1);
        TokenClaims claims = claims(run.out().strip());
        assertThat(claims.identity()).isEqualTo("alice");
        assertThat(claims.video().room()).isEqualTo("order");
        assertThat(claims.video().permissions())
                .containsExactlyInAnyOrder(
                        RoomPermission.ROOM_JOIN,
                        RoomPermission.CAN_PUBLISH,
                        RoomPermission.CAN_SUBSCRIBE,
                        RoomPermission.CAN_PUBLISH_DATA);
        assertThat(Duration.between(Instant.now(), claims.expiresAt()))
                .isBetween(Duration.ofMinutes(359), Duration.ofHours(6));
    }

    @Test
    void shouldPutIntoATokenWhatIsAskedFor() {
        TokenClaims claims = claims(withKey(
                        "token",
                        "--room=order",
                        "--identity=alice",
                        "--name=Alice Smith",
                        "--valid-for=1h30m",
                        "--grant=roomAdmin",
                        "--grant=hidden",
                        "--deny=canPublishData",
                        "--allow-source=microphone",
                        "--metadata={\"vip\":true}",
                        "--attribute=language=en",
                        "--attribute=city=Rome",
                        "--agent=concierge",
                        "--job-metadata=table 4")
                .out()
                .strip());

        assertThat(claims.name()).isEqualTo("Alice Smith");
        assertThat(claims.metadata()).isEqualTo("{\"vip\":true}");
        assertThat(claims.attributes()).isEqualTo(Map.of("language", "en", "city", "Rome"));
        assertThat(claims.video().permissions())
                .contains(RoomPermission.ROOM_ADMIN, RoomPermission.HIDDEN, RoomPermission.CAN_PUBLISH)
                .doesNotContain(RoomPermission.CAN_PUBLISH_DATA);
        assertThat(claims.video().publishSources()).containsExactly(TrackSource.MICROPHONE);
        assertThat(claims.roomConfig().getAgentsList())
                .containsExactly(RoomAgentDispatch.newBuilder()
                        .setAgentName("concierge")
                        .setMetadata("table 4")
                        .build());
        assertThat(Duration.between(Instant.now(), claims.expiresAt()))
                .isBetween(Duration.ofMinutes(89), Duration.ofMinutes(90));
    }

    @Test
    void shouldPrintATokenAsJson() throws IOException {
        CommandRun run =
                withKey("token", "--room", "order", "--identity", "alice", "--url", "ws://localhost:7880", "--json");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("url").asText()).isEqualTo("ws://localhost:7880");
        assertThat(json.path("room").asText()).isEqualTo("order");
        assertThat(json.path("identity").asText()).isEqualTo("alice");
        assertThat(Instant.parse(json.path("expires_at").asText()))
                .isEqualTo(claims(json.path("token").asText()).expiresAt());
    }

    @Test
    void shouldTakeKeyAndSecretFromAFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("worker.conf"),
                "parley.worker { api-key = " + KEY + ", api-secret = \"" + SECRET + "\" }");

        CommandRun run = CommandRun.of(
                "room", "token", "--room", "order", "--identity", "alice", "--config-file", file.toString());

        assertThat(claims(run.out().strip()).issuer()).isEqualTo(KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token --identity alice|Missing required option: '--room=ROOM'",
                "token --room order|Missing required option: '--identity=ID'",
                "token --room= --identity alice|--room: empty (expected: a text)",
                "token --room r --identity i --valid-for soon|soon (expected: 1s to 3650d, such as 90s, 15m, 1h30m or 7d)",
                "token --room r --identity i --valid-for 0s|0s (expected: 1s to 3650d",
                "token --room r --identity i --valid-for 3651d|3651d (expected: 1s to 3650d",
                "token --room r --identity i --valid-for=|(expected: 1s to 3650d",
                "token --room r --identity i --grant fly|fly (expected: one of roomCreate, roomList,",
                "token --room r --identity i --allow-source radio|radio (expected: one of camera, microphone,",
                "token --room r --identity i --attribute language|KEY=VALUE format but was language",
                "token --room r --identity i --job-metadata x|--job-metadata: given without --agent",
                "create r --max-participants 0|--max-participants: 0 (expected: 1 to 1000000)",
                "delete|Missing required parameter: 'NAME'",
                "dispatch create --room r|Missing required option: '--agent-name=NAME'",
                "dispatch delete r|Missing required parameter: 'DISPATCH'",
                "dispatch|Missing required subcommand",
                "open r|Unmatched argument",
            })
    void shouldRefuseACommandLineThatItDoesNotUnderstand(String line, String problem) {
        CommandRun run = withKey(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(problem).doesNotContain(SECRET);
    }

    @Test
    void shouldWantARoomCommand() {
        CommandRun run = CommandRun.of("room");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("token", "create", "list", "delete", "dispatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room create r", "room list", "room delete r", "room dispatch list r", "connect --room r"})
    void shouldWantAServer(String line) {
        CommandRun run = CommandRun.of((line + " --url= --api-key k --api-secret s").split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.SETTINGS);
        assertThat(run.err())
                .startsWith("agent-cli: LiveKit URL: none (expected: a server")
                .contains("--url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "room token --room r --identity i",
                "room list",
                "room dispatch create --room r --agent-name a",
                "connect --room r"
            })
    void shouldWantKeyAndSecret(String line) {
        CommandRun noKey = CommandRun.of((line + " --url ws://localhost:1 --api-key= --api-secret s").split(" "));
        CommandRun noSecret = CommandRun.of((line + " --url ws://localhost:1 --api-key k --api-secret=").split(" "));

        assertThat(List.of(noKey.exitCode(), noSecret.exitCode())).containsOnly(ExitCode.SETTINGS);
        assertThat(noKey.err()).contains("LiveKit API key: empty", "LIVEKIT_API_KEY");
        assertThat(noSecret.err()).contains("LiveKit API secret: empty", "LIVEKIT_API_SECRET");
    }

    @Test
    void shouldWantOneServerOnly() {
        CommandRun run = withKey("list", "--url", "ws://a,ws://b");

        assertThat(run.exitCode()).isEqualTo(ExitCode.SETTINGS);
        assertThat(run.err()).contains("LiveKit URL: ws://a,ws://b (expected: one server");
    }

    @Test
    void shouldSayThatNobodyAnswers() throws IOException {
        int port;
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedAtOnce.getLocalPort();
        }

        CommandRun run = withKey("list", "--url", "ws://127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err())
                .startsWith("agent-cli: ")
                .contains("unavailable", "check that the server runs")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthenticated, 8",
        "404, not_found, 10",
        "400, invalid_argument, 8",
        "408, deadline_exceeded, 9",
    })
    void shouldTellRefusalsByExitCode(int status, String code, int exitCode) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = ("{\"code\":\"" + code + "\",\"msg\":\"no\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            CommandRun run = withKey(
                    "delete",
                    "r",
                    "--url",
                    "http://127.0.0.1:" + server.getAddress().getPort());

            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.err()).contains(code, "(next: ").doesNotContain(SECRET);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldCompleteItsWords() {
        CommandRun run = CommandRun.of("completion", "bash");

        assertThat(run.out())
                .contains("token create list delete dispatch", "--valid-for", "roomAdmin", "--participant-identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room token", "room dispatch create", "connect"})
    void shouldDocumentExitCodesInHelp(String command) {
        CommandRun run = CommandRun.of((command + " --help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Exit codes:", "there is no such room or dispatch");
    }

    private static CommandRun withKey(String... arguments) {
        List<String> line = new ArrayList<>(List.of("room"));
        line.addAll(List.of(arguments));
        if (!List.of("dispatch", "open").contains(line.get(line.size() - 1))) {
            line.addAll(List.of("--api-key", KEY, "--api-secret", SECRET));
        }
        return CommandRun.of(line.toArray(String[]::new));
    }

    private static TokenClaims claims(String token) {
        return TokenVerifier.of(new LiveKitCredentials(KEY, SECRET)).verify(token);
    }
}
