package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a worker stops. */
@Timeout(60)
class ShutdownTest {
    private static final HttpOptions LOOPBACK = HttpOptions.of(TestServer.CONFIG);

    private static TestServer serve(int capacity, EntryPoint entryPoint) throws Exception {
        return TestServer.start(
                entryPoint, options -> options.maxConcurrentJobs(capacity).timeout(Duration.ofSeconds(5)), LOOPBACK);
    }

    private static Call call(TestServer server, String id) throws Exception {
        return server.server
                .calls()
                .find(id)
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .orElseThrow();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test // case 40, a drain that times out
    void shouldDrainWithoutTakingCallsAndEndWhatIsLeft() throws Exception {
        TestServer.Echoes echoes = new TestServer.Echoes();
        TestServer server = serve(3, echoes);
        server.post("/api/calls/leaves/start");
        server.post("/api/calls/stays/start");
        Call leaves = call(server, "leaves");
        Call stays = call(server, "stays");
        CompletionStage<?> stopped = server.server.shutdown(Duration.ofSeconds(2));

        HttpResponse<String> refused = server.post("/api/calls/late/start");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("draining");
        assertThat(server.get("/health").body()).startsWith("{\"status\":\"degraded\"");
        assertThat(server.post("/api/calls/leaves/text", "{\"text\":\"end\"}").statusCode())
                .isEqualTo(200);
        assertThat(await(leaves.whenEnded()).kind()).isEqualTo(JobEnd.Kind.COMPLETED);
        assertThat(await(stays.whenEnded()).reason()).contains("drained");
        await(stopped);
    }

    @Test
    void shouldLeaveNoThreadAndNoSocketAfterShutdown() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        TestServer server = serve(3, new TestServer.Echoes());
        int port = server.server.address().getPort();
        server.post("/api/calls/a/start");
        server.post("/api/calls/a/text", "{\"text\":\"hi\"}");

        server.close();

        try (ServerSocket free = new ServerSocket(port)) {
            assertThat(free.isBound()).isTrue();
        }
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith("parley-")
                        || thread.getName().startsWith("job-"))
                .filter(ShutdownTest::livesOn)
                .toList();
        assertThat(left).isEmpty();
    }

    /** A thread that was told to end may take a moment. */
    private static boolean livesOn(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive();
    }
}
