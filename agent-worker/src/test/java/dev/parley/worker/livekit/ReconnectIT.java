package dev.parley.worker.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real servers that come and go. */
@Timeout(120)
@Tag("livekit")
class ReconnectIT {

    @Test
    void shouldRegisterAgainWithAServerThatWasKilledAndKeepItsJobs() throws Exception {
        try (LivekitServer server = LivekitServer.start();
                LinkedWorker worker = LinkedWorker.start(
                                server.url(), server.credentials(), options -> options.agentName("stays"))
                        .awaitRegistered()) {
            dispatch(server, "before");
            JobContext before = worker.jobs.next();
            String first = worker.status().workerId();

            server.kill();
            LinkedWorker.await("unregistered", () -> !worker.status().isRegistered());
            assertThat(worker.server.server.activeJobs()).isEqualTo(1);
            server.restart();
            long restarted = System.nanoTime();
            worker.awaitRegistered();
            System.out.println(
                    "registered again after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - restarted) + " ms");

            assertThat(worker.status().workerId()).isNotEqualTo(first);
            assertThat(worker.server.server.activeJobs()).isEqualTo(1);
            dispatch(server, "after");
            assertThat(worker.jobs.next().roomJob().orElseThrow().job().roomName())
                    .isEqualTo("after");
            before.shutdown("done");
            LinkedWorker.await("the first has ended", () -> worker.server.server.activeJobs() == 1);
        }
    }

    @Test
    void shouldSayThatTheSecretIsWrongAndNotRunHot() throws Exception {
        try (LivekitServer server = LivekitServer.start();
                LinkedWorker worker = LinkedWorker.start(
                        server.url(),
                        new LiveKitCredentials(server.credentials().apiKey(), "another secret, longer than 32 bytes"),
                        options -> options.livekit(livekit -> livekit.times(livekit.times()
                                .withBackOff(Duration.ofMillis(10), Duration.ofSeconds(4), Duration.ofSeconds(4)))))) {
            LinkedWorker.await("refused", () -> worker.status().problem().contains("401"));
            assertThat(worker.status().problem()).contains("check LIVEKIT_API_KEY and LIVEKIT_API_SECRET");

            double before = connects(worker);
            TimeUnit.SECONDS.sleep(5);
            assertThat(connects(worker) - before).isBetween(1.0, 3.0);
        }
    }

    @Test
    void shouldServeSeveralServersFromOneCapacity() throws Exception {
        try (LivekitServer one = LivekitServer.start();
                LivekitServer two = LivekitServer.start();
                LinkedWorker worker = LinkedWorker.start(
                        one.url(),
                        one.credentials(),
                        options -> options.agentName("both")
                                .maxConcurrentJobs(2)
                                .serverUrl(one.url() + ", " + two.url()))) {
            LinkedWorker.await(
                    "both", () -> worker.server.server.links().stream().allMatch(LinkStatus::isRegistered));
            assertThat(worker.server.get("/health").body()).contains("livekit-1", "livekit-2");

            dispatch(one, "both", "a");
            dispatch(two, "both", "b");
            JobContext first = worker.jobs.next();
            JobContext second = worker.jobs.next();

            assertThat(java.util.List.of(
                            first.roomJob().orElseThrow().url(),
                            second.roomJob().orElseThrow().url()))
                    .containsExactlyInAnyOrder(one.url().toString(), two.url().toString());
        }
    }

    @Test
    void shouldTakeNothingWhileItDrainsAndLetItsJobsFinish() throws Exception {
        try (LivekitServer server = LivekitServer.start();
                LinkedWorker worker = LinkedWorker.start(
                                server.url(), server.credentials(), options -> options.agentName("drains"))
                        .awaitRegistered()) {
            dispatch(server, "drains", "live");
            JobContext live = worker.jobs.next();

            CompletionStage<?> gone = worker.server.server.shutdown(Duration.ofSeconds(60));
            LinkedWorker.await("degraded", () -> health(worker).contains("draining"));
            dispatch(server, "drains", "late");
            LinkedWorker.await(
                    "the server finds nobody",
                    () -> server.log()
                            .lines()
                            .anyMatch(line ->
                                    line.contains("failed to send job request") && line.contains("\"drains\"")));
            assertThat(worker.jobs.isIdle()).isTrue();
            assertThat(gone.toCompletableFuture()).isNotDone();

            live.shutdown("done");
            gone.toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(server.log().lines().filter(line -> line.contains("job ended")))
                    .singleElement()
                    .asString()
                    .contains(live.id(), "JS_SUCCESS");
        }
    }

    @Test
    void shouldServeLiveKitsWorkerHealthOnItsOwnPort() throws Exception {
        try (LivekitServer server = LivekitServer.start();
                LinkedWorker worker = LinkedWorker.start(
                                server.url(),
                                server.credentials(),
                                options ->
                                        options.agentName("healthy").livekit(livekit -> livekit.health("127.0.0.1", 0)))
                        .awaitRegistered()) {
            URI health = URI.create("http://127.0.0.1:"
                    + worker.server.server.healthAddress().orElseThrow().getPort() + "/");

            assertThat(get(health).statusCode()).isEqualTo(200);
            assertThat(get(health).body()).isEqualTo("OK");
            assertThat(get(health.resolve("/worker")).body())
                    .contains(
                            "\"agent_name\":\"healthy\"",
                            "\"worker_type\":\"JT_ROOM\"",
                            "\"active_jobs\":0",
                            "\"worker_load\":",
                            "\"sdk_version\":",
                            "\"protocol_version\":1");
            assertThat(get(health.resolve("/metrics")).statusCode()).isEqualTo(404);

            int port = health.getPort();
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> TestServer.start(
                            job -> {},
                            options -> options.serverUrl(server.url().toString())
                                    .apiKey("k")
                                    .apiSecret("s")
                                    .livekit(livekit -> livekit.health("127.0.0.1", port)),
                            HttpOptions.of(TestServer.CONFIG))))
                    .hasMessageContaining("parley.worker.livekit.health-port: " + port);
        }
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return TestServer.client().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String health(LinkedWorker worker) {
        try {
            return worker.server.get("/health").body();
        } catch (Exception problem) {
            throw new AssertionError(problem);
        }
    }

    private static double connects(LinkedWorker worker) throws Exception {
        return worker.server
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("parley_livekit_connects_total"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
                .sum();
    }

    private static void dispatch(LivekitServer server, String room) throws Exception {
        dispatch(server, "stays", room);
    }

    private static void dispatch(LivekitServer server, String agent, String room) throws Exception {
        server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName(agent)
                        .setRoom(room)
                        .build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
