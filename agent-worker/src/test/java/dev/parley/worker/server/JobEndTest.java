package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.CloseReason;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends a call, and that it ends no other. */
@Timeout(60)
class JobEndTest {
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

    @Test // case 41, a job by itself
    void shouldEndOnlyTheCallWhoseEntryPointCrashes() throws Exception {
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer server = serve(7, job -> {
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

    @Test // case 41, a start that takes too long
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
}
