package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The room commands against a real server. */
@Timeout(180)
@Tag("livekit")
class RoomCommandsIT {
    private static LivekitServer server;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldCreateListAndDeleteRooms() throws IOException {
        JsonNode made = json(run(
                "room",
                "create",
                "kitchen",
                "--json",
                "--empty-timeout",
                "10m",
                "--departure-timeout",
                "90s",
                "--max-participants",
                "4",
                "--metadata",
                "table 4"));
        assertThat(made.path("name").asText()).isEqualTo("kitchen");
        assertThat(made.path("sid").asText()).startsWith("RM_");
        assertThat(made.path("empty_timeout").asInt()).isEqualTo(600);
        assertThat(made.path("departure_timeout").asInt()).isEqualTo(90);
        assertThat(made.path("max_participants").asInt()).isEqualTo(4);
        assertThat(made.path("metadata").asText()).isEqualTo("table 4");
        assertThat(Instant.parse(made.path("created_at").asText()))
                .isAfter(Instant.now().minusSeconds(600));

        assertThat(run("room", "list").out()).contains(made.path("sid").asText() + "  kitchen  0 participants of 4");
        assertThat(json(run("room", "list", "--json", "kitchen", "cellar")).path("rooms"))
                .hasSize(1);

        CommandRun deleted = run("room", "delete", "kitchen");
        assertThat(deleted.out().strip()).isEqualTo("Deleted kitchen.");
        assertThat(run("room", "list", "kitchen").out().strip()).isEqualTo("No rooms.");
        CommandRun again = run("room", "delete", "kitchen");
        assertThat(again.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(again.err()).contains("DeleteRoom: not_found", "next: ");
    }

    @Test
    void shouldCreateListAndDeleteDispatches() throws IOException {
        JsonNode made = json(run(
                "room",
                "dispatch",
                "create",
                "--room",
                "hall",
                "--agent-name",
                "porter",
                "--metadata",
                "two bags",
                "--attribute",
                "floor=3",
                "--json"));
        String id = made.path("id").asText();
        assertThat(id).startsWith("AD_");
        assertThat(made.path("agent_name").asText()).isEqualTo("porter");
        assertThat(made.path("metadata").asText()).isEqualTo("two bags");

        assertThat(run("room", "dispatch", "list", "hall").out()).contains(id + "  porter in hall");
        assertThat(json(run("room", "dispatch", "list", "hall", "--json"))
                        .path("dispatches")
                        .findValuesAsText("id"))
                .contains(id);

        assertThat(run("room", "dispatch", "delete", "hall", id).out().strip()).isEqualTo("Deleted " + id + ".");
        assertThat(run("room", "dispatch", "list", "hall").out())
                .contains("(automatic) in hall")
                .doesNotContain(id);
        assertThat(run("room", "dispatch", "delete", "hall", id).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void shouldLetAParticipantInWithItsToken() {
        String token = run(
                        "room",
                        "token",
                        "--room",
                        "lobby",
                        "--identity",
                        "alice",
                        "--name",
                        "Alice",
                        "--metadata",
                        "guest",
                        "--attribute",
                        "language=en")
                .out()
                .strip();

        String seen = PythonPeer.run(
                Duration.ofSeconds(60),
                RoomCommandsIT.class,
                "visitor.py",
                server.url().toString(),
                token);

        assertThat(seen).isEqualTo("alice Alice guest {'language': 'en'} lobby");
    }

    @Test
    void shouldTellAWrongSecret() {
        CommandRun run = CommandRun.of(
                "room",
                "list",
                "--url",
                server.url().toString(),
                "--api-key",
                server.credentials().apiKey(),
                "--api-secret",
                "not the one of this server");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("unauthenticated", "LIVEKIT_API_SECRET").doesNotContain("not the one");
    }

    @Test
    void shouldTakeTheServerFromTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of(
                "LIVEKIT_URL", server.url().toString(),
                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                "LIVEKIT_API_SECRET", server.credentials().apiSecret());
        try (CliProcess list = CliProcess.start(directory, environment, "room", "list", "nowhere")) {
            assertThat(list.exitCode()).isZero();
            assertThat(list.out().all()).containsExactly("No rooms.");
        }
    }

    private static CommandRun run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of(
                "--url",
                server.url().toString(),
                "--api-key",
                server.credentials().apiKey(),
                "--api-secret",
                server.credentials().apiSecret()));
        CommandRun run = CommandRun.of(line.toArray(String[]::new));
        assertThat(run.out() + run.err()).doesNotContain(server.credentials().apiSecret());
        return run;
    }

    private static JsonNode json(CommandRun run) throws IOException {
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }
}
