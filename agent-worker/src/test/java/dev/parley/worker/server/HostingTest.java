package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.session.CloseReason;
import dev.parley.worker.EchoSession;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostingTest {
    private static final HttpOptions LOOPBACK = HttpOptions.of(TestServer.CONFIG);

    private static TestServer serve(int capacity, EntryPoint entryPoint) throws Exception {
        return TestServer.start(
                entryPoint, options -> options.maxConcurrentJobs(capacity).timeout(Duration.ofSeconds(5)), LOOPBACK);
    }

    private static CompletableFuture<HttpResponse<String>> startAsync(TestServer server, String id) {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/calls/" + id + "/start"))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return TestServer.client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
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

    @Test
    void shouldNeverExceedCapacityOf5When50StartAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(5, job -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            job.addShutdownCallback(Duration.ofSeconds(5), reason -> inside.decrementAndGet());
            echoes.run(job);
        })) {
            for (int round = 0; round < 5; round++) {
                List<CompletableFuture<HttpResponse<String>>> starts = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    starts.add(startAsync(server, "r" + round + "-" + i));
                }
                List<String> running = new ArrayList<>();
                for (CompletableFuture<HttpResponse<String>> start : starts) {
                    HttpResponse<String> response = await(start);
                    if (response.statusCode() == 201) {
                        running.add(response.uri().getPath());
                    } else {
                        assertThat(response.statusCode()).isEqualTo(503);
                        assertThat(response.headers().firstValue("Retry-After")).isPresent();
                        assertThat(response.body()).contains("parley.worker.max-jobs");
                    }
                }

                assertThat(running).hasSize(5);
                assertThat(server.get("/health").body()).startsWith("{\"status\":\"degraded\"");
                for (String path : running) {
                    assertThat(server.post(path.replace("/start", "/end")).statusCode())
                            .isEqualTo(200);
                }
                assertThat(server.server.activeJobs()).isZero();
            }
            assertThat(most.get()).isEqualTo(5);
            assertThat(server.get("/health").body()).startsWith("{\"status\":\"healthy\"");
        }
    }

    @Test
    void shouldEndOnlyTheCallWhoseEntryPointCrashes() throws Exception {
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(2, job -> {
            if (job.id().startsWith("bad")) {
                throw new IllegalStateException("menu: missing");
            }
            echoes.run(job);
        })) {
            assertThat(server.post("/api/calls/good/start").statusCode()).isEqualTo(201);
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> crashed = server.post("/api/calls/bad" + i + "/start");

                assertThat(crashed.statusCode()).isEqualTo(500);
                assertThat(crashed.body()).contains("entry point: IllegalStateException: menu: missing");
            }
            assertThat(server.post("/api/calls/good/text", "{\"text\":\"hi\"}").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldEndTheCallWhoseEntryPointCrashesLater() throws Exception {
        CountDownLatch crash = new CountDownLatch(1);
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(2, job -> {
            echoes.run(job);
            if (job.id().equals("bad")) {
                crash.await();
                throw new LinkageError("late");
            }
        })) {
            server.post("/api/calls/good/start");
            server.post("/api/calls/bad/start");
            Call bad = call(server, "bad");
            crash.countDown();

            JobEnd end = await(bad.whenEnded());

            assertThat(end).isEqualTo(new JobEnd(JobEnd.Kind.FAILED, "entry point: LinkageError: late"));
            assertThat(await(echoes.session("bad").whenClosed()).kind()).isEqualTo(CloseReason.Kind.ERROR);
            assertThat(server.get("/api/calls/good").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldEndTheCallWhoseSessionFails() throws Exception {
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(1, echoes)) {
            server.post("/api/calls/one/start");
            Call one = call(server, "one");

            echoes.session("one").finish(new CloseReason(CloseReason.Kind.ERROR, "model: gone"));

            assertThat(await(one.whenEnded()))
                    .isEqualTo(new JobEnd(JobEnd.Kind.FAILED, "session closed (ERROR): model: gone"));
            assertThat(startAsync(server, "two").get().statusCode()).isEqualTo(201);
        }
    }

    @Test
    void shouldSayThatAnEntryPointHasToStartASession() throws Exception {
        try (TestServer server = serve(1, job -> {})) {
            assertThat(server.post("/api/calls/a/start").body()).contains("returned without a session");
        }
    }

    @Test
    void shouldEndACallThatDoesNotStartInTime() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        EntryPoint hangs = job -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                interrupted.countDown();
            }
        };
        try (TestServer server = TestServer.start(hangs, o -> o.timeout(Duration.ofMillis(100)), LOOPBACK)) {
            HttpResponse<String> response = server.post("/api/calls/a/start");

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("start: not done after 100 ms");
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
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
        TestServer server = serve(3, new TestServer.Echoes());
        int port = server.server.address().getPort();
        server.post("/api/calls/a/start");
        server.post("/api/calls/a/text", "{\"text\":\"hi\"}");

        server.close();

        try (ServerSocket free = new ServerSocket(port)) {
            assertThat(free.isBound()).isTrue();
        }
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("parley-") || name.startsWith("job-"))
                .filter(HostingTest::isStillThereAfterAWhile)
                .toList();
        assertThat(left).isEmpty();
    }

    /** A thread that was told to end may take a moment. */
    private static boolean isStillThereAfterAWhile(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .anyMatch(HostingTest::livesOn);
    }

    private static boolean livesOn(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive();
    }

    @Test
    void shouldSayWhatToDoWhenThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            WorkerOptions options = WorkerOptions.builder(TestServer.CONFIG, new TestServer.Echoes())
                    .models(TestServer.noModels())
                    .build();

            assertThatThrownBy(() -> await(
                            ParleyServer.start(TestServer.CONFIG, options, LOOPBACK.withPort(taken.getLocalPort()))))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("parley.http.port: " + taken.getLocalPort() + " on 127.0.0.1")
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void shouldNameTheModelsThatAreThereWhenTheChosenAreNot() {
        WorkerOptions options = WorkerOptions.of(TestServer.CONFIG, new TestServer.Echoes());

        assertThatThrownBy(() -> await(ParleyServer.start(TestServer.CONFIG, options, LOOPBACK.withPort(0))))
                .hasMessageContaining("parley.models.provider: offline (expected: one of ");
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
