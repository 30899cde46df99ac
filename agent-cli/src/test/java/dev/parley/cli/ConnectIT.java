package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.ParticipantInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent in one room of a real server, with nothing dispatched. */
@Timeout(300)
@Tag("livekit")
class ConnectIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void shouldTalkUntilTheCallerLeaves() throws Exception {
        Path question = Guest.recordings(directory, List.of("what is the price of the pizza"))
                .get(0);
        try (CliProcess connect = connect("order")) {
            connect.out()
                    .await(line -> line.startsWith("Parley joins room order on " + server.url() + " as agent-job-"));

            try (Guest alice = Guest.join(server, "order", "alice", directory)) {
                alice.awaitSaid("Hello, this is the order desk. What would you like to order?"::equals);
                alice.awaitListening();
                alice.ask(question, "The pizza costs 10 dollars."::equals);
                alice.leave();
                assertThat(connect.exitCode()).isEqualTo(ExitCode.OK);
            }
            assertThat(connect.out().all()).anyMatch(line -> line.startsWith("Left room order: session closed"));
            assertThat(server.log()).doesNotContain("registered worker");
        }
    }

    @Test
    void shouldLeaveTheRoomWhenTold() throws Exception {
        try (CliProcess connect = connect("signal", "--identity", "desk")) {
            awaitAgent("signal", "desk");

            connect.terminate();

            assertThat(connect.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(connect.out().all()).contains("Left room signal: told to stop");
            assertThat(participants("signal")).isEmpty();
        }
    }

    @Test
    void shouldEndWhenTheRoomIsDeleted() throws Exception {
        try (CliProcess connect = connect("gone", "--participant-identity", "desk")) {
            awaitAgent("gone", "desk");

            server.api().rooms().deleteRoom("gone").toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(connect.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(connect.out().all()).anyMatch(line -> line.startsWith("Left room gone: "));
        }
    }

    @Test
    void shouldTellThatTheServerRefuses() throws Exception {
        Map<String, String> environment = Map.of(
                "LIVEKIT_URL", server.url().toString(),
                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                "LIVEKIT_API_SECRET", "not the one of this server");
        try (CliProcess connect = CliProcess.start(directory, environment, "connect", "--room", "closed")) {
            assertThat(connect.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(connect.err().all()).anyMatch(line -> line.contains("unauthenticated"));
        }
    }

    private CliProcess connect(String room, String... more) throws Exception {
        List<String> line = new ArrayList<>(List.of("connect", "--room", room));
        line.addAll(List.of(more));
        Map<String, String> environment = Map.of(
                "LIVEKIT_URL", server.url().toString(),
                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                "LIVEKIT_API_SECRET", server.credentials().apiSecret());
        return CliProcess.start(directory, environment, line.toArray(String[]::new));
    }

    private static void awaitAgent(String room, String identity) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (participants(room).stream()
                .noneMatch(who -> who.getIdentity().equals(identity)
                        && who.getKind() == ParticipantInfo.Kind.AGENT
                        && who.getState() == ParticipantInfo.State.ACTIVE)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no agent " + identity + " in " + participants(room));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static List<ParticipantInfo> participants(String room) throws Exception {
        try {
            return server.api()
                    .rooms()
                    .listParticipants(room)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException notThereYet) {
            return List.of();
        }
    }
}
