package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as workers of a real LiveKit server. */
@Timeout(180)
@Tag("livekit")
class LivekitIT {
    /** Tells of its job and lets it go on until a file appears. */
    private static final String PATIENT = """
            import dev.parley.worker.*;
            import java.nio.file.*;

            public class Patient implements EntryPoint {
                public void run(JobContext job) throws Exception {
                    job.info("Serving " + job.localParticipantIdentity().orElse("nobody"));
                    while (!Files.exists(Path.of("FILE"))) {
                        Thread.sleep(20);
                    }
                    job.shutdown("served");
                }
            }
            """;

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
    void shouldTakeJobsAndDrainWhenTold() throws Exception {
        Path done = directory.resolve("done");
        Path agent = Files.writeString(directory.resolve("Patient.java"), PATIENT.replace("FILE", done.toString()));
        Path file = Files.writeString(
                directory.resolve("worker.conf"),
                "parley.worker { drain-timeout = 60 s, livekit { health-host = \"127.0.0.1\", health-port = 0,"
                        + " load-threshold = 2 } }");
        try (CliProcess start = CliProcess.start(
                directory,
                environment("LIVEKIT_AGENT_NAME", "patient"),
                "start",
                "--port",
                "0",
                "--agent",
                agent.toString(),
                "--config-file",
                file.toString())) {
            start.err().await(line -> line.contains("registered as AW_"));
            String health = start.err().await(line -> line.contains("worker health is on"));
            assertThat(get(URI.create(
                            "http://127.0.0.1:" + health.replaceAll(".*127\\.0\\.0\\.1:(\\d+).*", "$1") + "/")))
                    .isEqualTo("OK");
            dispatch("patient", "first");
            start.err().await(line -> line.contains("Serving agent-AJ_"));

            start.terminate();
            start.err().await(line -> line.contains("Draining: [1] calls"));
            dispatch("patient", "late");
            awaitServerLog("failed to send job request", "\"patient\"");
            Files.createFile(done);

            assertThat(start.exitCode()).isEqualTo(ExitCode.OK);
            awaitServerLog("job ended", "JS_SUCCESS");
            assertThat(start.err().all().stream().filter(line -> line.contains("Serving agent-")))
                    .hasSize(1);
            assertThat(start.err().all())
                    .noneMatch(line -> line.contains(server.credentials().apiSecret()));
        }
    }

    @Test
    void shouldEndAtOnceAtTheSecondSignal() throws Exception {
        Path agent = Files.writeString(directory.resolve("Patient.java"), PATIENT.replace("FILE", "/no/such/file"));
        try (CliProcess dev = CliProcess.start(
                directory,
                environment("LIVEKIT_AGENT_NAME", "hasty"),
                "dev",
                "--port",
                "0",
                "--agent",
                agent.toString())) {
            dev.out().await(line -> line.contains("livekit " + server.url() + ", jobs for rooms that ask for hasty"));
            dev.err().await(line -> line.contains("registered as AW_"));
            dispatch("hasty", "hasty");
            dev.err().await(line -> line.contains("Serving agent-AJ_"));

            dev.terminate();
            dev.err().await(line -> line.contains("Draining: [1] calls"));
            dev.terminate();

            assertThat(dev.exitCode()).isEqualTo(128 + 15);
        }
    }

    private static Map<String, String> environment(String name, String value) {
        Map<String, String> environment = new HashMap<>();
        environment.put("LIVEKIT_URL", server.url().toString());
        environment.put("LIVEKIT_API_KEY", server.credentials().apiKey());
        environment.put("LIVEKIT_API_SECRET", server.credentials().apiSecret());
        environment.put(name, value);
        return environment;
    }

    private static void dispatch(String agent, String room) throws Exception {
        server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName(agent)
                        .setRoom(room)
                        .build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static void awaitServerLog(String... parts) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (server.log()
                .lines()
                .noneMatch(line -> java.util.Arrays.stream(parts).allMatch(line::contains))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the server's log has no line with " + java.util.List.of(parts));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
