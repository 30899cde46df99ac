package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three nodes in one process, each with an actor system and a port of its own. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestServer.Echoes ECHOES = new TestServer.Echoes();
    private static final List<TestServer> NODES = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        List<Integer> ports = freePorts(3);
        String seeds = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
        int[] capacities = {2, 3, 5};
        for (int i = 0; i < capacities.length; i++) {
            Config config = ConfigFactory.parseString("parley.cluster { queue-timeout = 1 s, seed-nodes = \"" + seeds
                            + "\", port = " + ports.get(i) + " }, parley.worker.max-jobs = " + capacities[i])
                    .withFallback(TestServer.CONFIG)
                    .resolve();
            NODES.add(TestServer.start(config, ECHOES, options -> options, HttpOptions.of(config)));
        }
        for (TestServer node : NODES) {
            await(
                    "three nodes",
                    () -> status(node).path("nodes").size() == 3
                            && states(node).stream().allMatch("up"::equals));
        }
    }

    @AfterAll
    static void stop() {
        NODES.forEach(TestServer::close);
    }

    private static List<Integer> freePorts(int count) throws Exception {
        List<ServerSocket> open = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(open.get(i).getLocalPort());
        }
        for (ServerSocket socket : open) {
            socket.close();
        }
        return ports;
    }

    private static JsonNode status(TestServer node) throws Exception {
        return JSON.readTree(node.get("/api/cluster").body());
    }

    private static List<String> states(TestServer node) throws Exception {
        List<String> states = new ArrayList<>();
        for (JsonNode row : status(node).path("nodes")) {
            states.add(
                    row.path("max_jobs").asInt() == 0
                            ? "unknown"
                            : row.path("state").asText());
        }
        return states;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits for what other nodes are told: there is no event to wait for at this edge. */
    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 40 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static void end(String id) throws Exception {
        assertThat(NODES.get(0).post("/api/calls/" + id + "/end").statusCode()).isEqualTo(200);
    }

    private static JsonNode calls(TestServer node) throws Exception {
        return JSON.readTree(node.get("/api/calls").body());
    }

    private static void awaitIdle() throws Exception {
        for (TestServer node : NODES) {
            await("no calls", () -> {
                int taken = 0;
                for (JsonNode row : status(node).path("nodes")) {
                    taken += row.path("active_jobs").asInt();
                }
                return taken == 0;
            });
        }
    }

    @Test
    @Order(1)
    void shouldRunCallsWhereThereIsRoomAndRefuseTheOneTooMany() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            answers.add(TestServer.client()
                    .sendAsync(
                            HttpRequest.newBuilder(NODES.get(i % 2).uri("/api/calls/many-" + i + "/start"))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> done = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            done.add(answer.get(20, TimeUnit.SECONDS));
        }

        assertThat(done.stream().filter(answer -> answer.statusCode() == 201)).hasSize(10);
        assertThat(done.stream().filter(answer -> answer.statusCode() != 201))
                .hasSize(4)
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                    assertThat(answer.body()).contains("no room", "10 of 10 are taken on 3 nodes");
                });
        assertThat(NODES.get(0).server.activeJobs()).isEqualTo(2);
        assertThat(NODES.get(1).server.activeJobs()).isEqualTo(3);
        assertThat(NODES.get(2).server.activeJobs()).isEqualTo(5);
        JsonNode listed = calls(NODES.get(2)).path("calls");
        assertThat(listed).hasSize(10);
        for (JsonNode call : listed) {
            end(call.path("call").asText());
        }
        awaitIdle();
    }

    @Test
    @Order(2)
    void shouldReachACallThroughAnyNode() throws Exception {
        String call = "/api/calls/reached";
        assertThat(NODES.get(0)
                        .post(call + "/start", "{\"metadata\":{\"table\":4}}")
                        .statusCode())
                .isEqualTo(201);
        TestServer other = NODES.get(0).server.activeJobs() == 1 ? NODES.get(1) : NODES.get(0);
        assertThat(other.server.activeJobs()).isZero();

        JsonNode answer =
                JSON.readTree(other.post(call + "/text", "{\"text\":\"hello\"}").body());
        HttpResponse<String> taken = other.postPcm(call + "/audio", TestServer.sound(320_000));
        JsonNode committed = JSON.readTree(other.post(call + "/commit").body());

        assertThat(answer.path("answer").asText()).as(answer.toString()).isEqualTo("You said hello.");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(committed.path("transcript").asText()).isEqualTo("160000 samples");
        assertThat(JSON.readTree(other.get(call).body())
                        .path("metadata")
                        .path("table")
                        .asInt())
                .isEqualTo(4);
        assertThat(other.post(call + "/start").statusCode()).isEqualTo(409);
        assertThat(other.post(call + "/text", "{\"text\":").statusCode()).isEqualTo(400);
        assertThat(other.get("/api/calls/nobody").statusCode()).isEqualTo(404);
        end("reached");
        awaitIdle();
    }

    /** Nodes tell each other of their calls now and then only. */
    @Test
    @Order(2)
    void shouldReachACallThroughAnyNodeAsSoonAsItHasBegun() throws Exception {
        for (int i = 0; i < 20; i++) {
            String call = "/api/calls/at-once-" + i;
            assertThat(NODES.get(0).post(call + "/start").statusCode()).isEqualTo(201);
            for (TestServer node : NODES) {
                assertThat(node.get(call).statusCode()).isEqualTo(200);
            }
            assertThat(NODES.get(1 + i % 2).post(call + "/start").statusCode()).isEqualTo(409);
            end("at-once-" + i);
        }
        awaitIdle();
    }

    @Test
    @Order(3)
    void shouldCarryACallersSocketAndItsEventsAcrossNodes() throws Exception {
        String call = "/api/calls/socket";
        assertThat(NODES.get(0).post(call + "/start").statusCode()).isEqualTo(201);
        TestServer there = NODES.get(1);
        HttpResponse<InputStream> events = TestServer.client()
                .send(
                        HttpRequest.newBuilder(NODES.get(2).uri(call + "/events"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        SocketCaller caller = SocketCaller.connect(there, call + "/ws");

        caller.send(TestServer.sound(3200));
        assertThat(caller.awaitAudio()).hasSize(640);
        caller.send("{\"type\":\"text\",\"text\":\"hello\"}");
        assertThat(caller.await("speech_finished").path("heard").asText()).isEqualTo("You said hello.");
        try (InputStream stream = events.body()) {
            assertThat(events.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            StringBuilder seen = new StringBuilder();
            byte[] buffer = new byte[4096];
            for (int count = stream.read(buffer);
                    !seen.toString().contains("speech_finished");
                    count = stream.read(buffer)) {
                assertThat(count).as(seen.toString()).isPositive();
                seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
        }
        caller.hangUp();
        end("socket");
        awaitIdle();
    }

    /** The socket begins the call on the node that has room, and ends it there when it is closed. */
    @Test
    @Order(4)
    void shouldBeginAndEndACallElsewhereByItsSocket() throws Exception {
        List<SocketCaller> callers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SocketCaller caller = SocketCaller.connect(NODES.get(0), "/api/calls/began-" + i + "/ws");
            callers.add(caller);
            assertThat(caller.await("session_started").path("session_id").asText())
                    .isEqualTo("began-" + i);
        }
        assertThat(NODES.get(1).server.activeJobs()).isEqualTo(3);
        assertThat(NODES.get(2).server.activeJobs()).isEqualTo(5);

        for (SocketCaller caller : callers) {
            caller.hangUp();
        }
        awaitIdle();
    }

    @Test
    @Order(5)
    void shouldTakeANodeOutOfService() throws Exception {
        String node = status(NODES.get(2)).path("nodes").get(0).path("node").asText();

        assertThat(NODES.get(0).post("/api/cluster/drain?node=" + node).statusCode())
                .isEqualTo(202);
        await("draining", () -> states(NODES.get(0)).contains("draining"));
        for (int i = 0; i < 5; i++) {
            assertThat(NODES.get(2).post("/api/calls/drained-" + i + "/start").statusCode())
                    .isEqualTo(201);
        }

        assertThat(NODES.get(2).server.activeJobs()).isZero();
        assertThat(NODES.get(2).post("/api/calls/drained-5/start").statusCode()).isEqualTo(503);
        assertThat(NODES.get(0).post("/api/cluster/drain?node=10.1.1.1:1").body())
                .contains("node: 10.1.1.1:1 (expected: one of [");
    }
}
