package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many calls a worker takes. */
@Timeout(60)
class CapacityTest {
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

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test // case 41, places in place of processes
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
}
