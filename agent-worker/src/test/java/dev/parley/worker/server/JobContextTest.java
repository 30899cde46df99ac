package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.worker.EchoSession;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an entry point has of its job. */
@Timeout(60)
class JobContextTest {
    private static final HttpOptions LOOPBACK = HttpOptions.of(TestServer.CONFIG);

    private static TestServer serve(int capacity, EntryPoint entryPoint) throws Exception {
        return TestServer.start(
                entryPoint, options -> options.maxConcurrentJobs(capacity).timeout(Duration.ofSeconds(5)), LOOPBACK);
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test // case 42
    void shouldRunEachShutdownCallbackWithinItsOwnBudgetBeforeTheSessionCloses() throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(1, job -> {
            echoes.run(job);
            EchoSession session = echoes.session(job.id());
            job.addShutdownCallback(
                    Duration.ofSeconds(5),
                    reason -> seen.add("quick: " + reason + ", session closed: "
                            + session.whenClosed().toCompletableFuture().isDone()));
            job.addShutdownCallback(Duration.ofSeconds(5), reason -> {
                throw new IllegalStateException("broken");
            });
            job.addShutdownCallback(Duration.ofMillis(50), reason -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException overBudget) {
                    seen.add("interrupted");
                }
            });
        })) {
            server.post("/api/calls/a/start");

            assertThat(server.post("/api/calls/a/end").statusCode()).isEqualTo(200);

            assertThat(List.of(seen.poll(5, TimeUnit.SECONDS), seen.poll(5, TimeUnit.SECONDS)))
                    .containsExactly("quick: caller: ended the call, session closed: false", "interrupted");
            assertThat(server.server.activeJobs()).isZero();
        }
    }

    @Test
    void shouldGiveTheEntryPointItsJob() throws Exception {
        CompletableFuture<JobContext> given = new CompletableFuture<>();
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(1, job -> {
            given.complete(job);
            echoes.run(job);
        })) {
            server.post("/api/calls/a/start", "{\"metadata\":{\"table\":4}}");
            JobContext job = await(given);

            assertThat(job.id()).isEqualTo("a");
            assertThat(job.metadata()).isEqualTo("{\"table\":4}");
            assertThat(job.participants().get(0).attributes()).containsEntry("parley.via", "http");
            job.addLogField("table", "4");
            job.info("seated");
            assertThat(job.logFields()).containsEntry("jobId", "a").containsEntry("table", "4");
            assertThat(await(job.startTask("sum", () -> 1 + 1))).isEqualTo(2);
            assertThatThrownBy(() -> await(job.startTask("fail", () -> {
                        throw new IllegalStateException("no");
                    })))
                    .hasRootCauseMessage("no");
            assertThatThrownBy(() -> await(job.start(new EchoSession("b", job.system()))))
                    .hasRootCauseMessage("session: another one for job a (expected: one session per job, started"
                            + " before the job ends)");
            job.shutdown("kitchen closed");
            server.server.calls().find("a").toCompletableFuture().get();
            server.post("/api/calls/a/end");
            assertThatThrownBy(() -> job.addShutdownCallback(Duration.ofSeconds(1), reason -> {}))
                    .hasMessageContaining("too late");
        }
    }

    @Test
    void shouldRunAReplacedEntryPointForNewCallsOnly() throws Exception {
        TestServer.Echoes before = new TestServer.Echoes();
        TestServer.Echoes after = new TestServer.Echoes();
        try (TestServer server = serve(3, before)) {
            server.post("/api/calls/a/start");

            server.server.replaceEntryPoint(after);
            server.post("/api/calls/b/start");

            assertThat(before.sessions).containsOnlyKeys("a");
            assertThat(after.sessions).containsOnlyKeys("b");
            assertThat(server.get("/api/calls/a").statusCode()).isEqualTo(200);
        }
    }
}
