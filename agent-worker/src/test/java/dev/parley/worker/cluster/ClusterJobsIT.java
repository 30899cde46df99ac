package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes in one process; only the first is linked to a real server, and runs a job already: it has one place. */
@Timeout(180)
@Tag("livekit")
class ClusterJobsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINKED_CAPACITY = 1;

    private final List<TestServer> nodes = new ArrayList<>();
    private final Jobs jobs = new Jobs();
    private LivekitServer server = LivekitServer.start();

    /** Tells of its jobs, with the node that each runs on, and lets them go on until they are ended. */
    private static final class Jobs implements EntryPoint {
        final LinkedBlockingQueue<JobContext> begun = new LinkedBlockingQueue<>();
        final Map<String, List<String>> ends = new ConcurrentHashMap<>();

        @Override
        public void run(JobContext job) throws Exception {
            job.addShutdownCallback(
                    Duration.ofSeconds(1),
                    reason -> ends.computeIfAbsent(job.id(), first -> new CopyOnWriteArrayList<>())
                            .add(reason));
            begun.add(job);
            new CountDownLatch(1).await();
        }
    }

    @BeforeEach
    void start() throws Exception {
        List<Integer> ports = freePorts(3);
        String seeds = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
        int[] capacities = {LINKED_CAPACITY, 2, 2};
        for (int i = 0; i < capacities.length; i++) {
            Config config = ConfigFactory.parseString("parley.cluster { queue-timeout = 1 s, seed-nodes = \"" + seeds
                            + "\", port = " + ports.get(i) + " }, parley.worker { max-jobs = " + capacities[i]
                            + ", api-key = \"" + server.credentials().apiKey() + "\", api-secret = \""
                            + server.credentials().apiSecret() + "\", agent-name = pool, livekit.load-threshold = 100"
                            + (i == 0 ? ", server-url = \"" + server.url() + "\"" : "") + " }")
                    .withFallback(TestServer.CONFIG)
                    .resolve();
            nodes.add(TestServer.start(
                    config,
                    jobs,
                    options -> options.livekit(livekit -> livekit.withoutHealth()),
                    HttpOptions.of(config)));
        }
        for (TestServer node : nodes) {
            await("three nodes", () -> {
                int up = 0;
                for (JsonNode row : status(node).path("nodes")) {
                    up += row.path("state").asText().equals("up")
                                    && row.path("max_jobs").asInt() > 0
                            ? 1
                            : 0;
                }
                return up == 3;
            });
        }
        await("registered", () -> nodes.get(0).server.links().get(0).isRegistered());
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestServer::close);
        server.close();
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

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits for what servers and other nodes are told: there is no event to wait for at this edge. */
    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 40 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private AgentDispatch dispatch(String room) throws Exception {
        return await(server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("pool")
                        .setRoom(room)
                        .build()));
    }

    private JobContext next(String room) throws Exception {
        JobContext job = jobs.begun.poll(30, TimeUnit.SECONDS);
        assertThat(job).as("a job within 30 s").isNotNull();
        assertThat(job.roomJob().orElseThrow().job().roomName()).isEqualTo(room);
        return job;
    }

    private TestServer nodeOf(JobContext job) {
        return nodes.stream()
                .filter(node ->
                        node.server.system().address().equals(job.system().address()))
                .findFirst()
                .orElseThrow();
    }

    private String end(JobContext job) throws Exception {
        await("the server knows of the end of " + job.id(), () -> ended(job).count() > 0);
        assertThat(ended(job).count()).as("told once").isEqualTo(1);
        return ended(job).findFirst().orElseThrow();
    }

    /** What its shutdown callback was told; the server may know of the end before. */
    private List<String> reasons(JobContext job) throws Exception {
        await("the shutdown callback of " + job.id(), () -> jobs.ends.containsKey(job.id()));
        return Objects.requireNonNull(jobs.ends.get(job.id()));
    }

    private java.util.stream.Stream<String> ended(JobContext job) {
        return server.log().lines().filter(line -> line.contains("job ended") && line.contains(job.id()));
    }

    private void awaitIdle() throws Exception {
        await("places free", () -> nodes.stream().allMatch(node -> node.server.activeJobs() == 0));
    }

    /** The first stays, since no node is busier; those that follow find the linked node full. */
    @Test
    void shouldRunWhereTheLoadIsLeastAndEndThere() throws Exception {
        dispatch("first");
        JobContext first = next("first");
        assertThat(nodeOf(first)).isEqualTo(nodes.get(0));

        AgentDispatch second = dispatch("second");
        JobContext terminated = next("second");
        dispatch("third");
        JobContext finished = next("third");
        dispatch("fourth");
        JobContext fourth = next("fourth");
        dispatch("fifth");
        JobContext fifth = next("fifth");

        assertThat(List.of(nodeOf(terminated), nodeOf(finished), nodeOf(fourth), nodeOf(fifth)))
                .containsExactlyInAnyOrder(nodes.get(1), nodes.get(1), nodes.get(2), nodes.get(2));
        assertThat(terminated.tokenClaims().orElseThrow().video().room()).isEqualTo("second");
        assertThat(terminated.roomJob().orElseThrow().url())
                .isEqualTo(server.url().toString());
        assertThat(nodes.get(2).get("/api/calls/" + terminated.id()).statusCode())
                .isEqualTo(200);

        await(server.api().dispatches().deleteDispatch("second", second.getId()));
        assertThat(end(terminated)).contains("JS_SUCCESS");
        assertThat(reasons(terminated)).containsExactly("job: terminated by the LiveKit server");
        finished.shutdown("done");
        assertThat(end(finished)).contains("JS_SUCCESS", "\"error\": \"\"");
        fourth.start(new dev.parley.worker.EchoSession(fourth.id(), fourth.system()));
        assertThat(end(fourth)).contains("JS_FAILED", "room connector: none on the class path");
        fifth.shutdown("done");
        first.shutdown("done");
        assertThat(end(first)).contains("JS_SUCCESS");
        awaitIdle();
    }

    @Test
    void shouldUseTheServersApiWhereTheJobRuns() throws Exception {
        dispatch("first");
        next("first");
        dispatch("second");
        JobContext second = next("second");
        assertThat(nodeOf(second)).isNotEqualTo(nodes.get(0));

        await(second.deleteRoom());

        assertThat(await(server.api().rooms().listRooms("second"))).isEmpty();
    }

    /** What ends a call at its node's drain deadline is told through the node with the link; so is the end of the node. */
    @Test
    void shouldTellTheServerHowJobsOfOtherNodesEnd() throws Exception {
        dispatch("first");
        next("first");
        dispatch("second");
        JobContext drained = next("second");
        dispatch("third");
        JobContext lost = next("third");
        assertThat(nodeOf(drained)).isNotEqualTo(nodeOf(lost));

        nodeOf(drained).close();
        assertThat(end(drained)).contains("JS_SUCCESS");
        assertThat(reasons(drained)).containsExactly("worker: drained, its drain time-out is over");
        nodeOf(lost).server.system().terminate();

        assertThat(end(lost)).contains("JS_FAILED");
    }

    /** Whose link it came by ends last: its server is told of all. */
    @Test
    void shouldEndTheJobsElsewhereWhenTheLinkedNodeIsStopped() throws Exception {
        dispatch("first");
        JobContext first = next("first");
        dispatch("second");
        JobContext second = next("second");

        nodes.get(0).close();

        assertThat(end(first)).contains("JS_SUCCESS");
        assertThat(end(second)).contains("JS_SUCCESS");
        assertThat(reasons(second)).containsExactly("worker: drained, its drain time-out is over");
        await(
                "place free",
                () -> nodes.get(1).server.activeJobs() + nodes.get(2).server.activeJobs() == 0);
    }

    @Test
    void shouldRefuseWhenNoNodeHasRoom() throws Exception {
        for (int i = 0; i < 5; i++) {
            dispatch("room-" + i);
            next("room-" + i);
        }

        dispatch("room-6");
        await(
                "refused or not offered",
                () -> server.log()
                        .lines()
                        .anyMatch(line -> line.contains("failed to send job request") && line.contains("\"pool\"")));

        assertThat(jobs.begun).isEmpty();
        for (TestServer node : nodes) {
            await("places", () -> status(node).toString().contains("\"active_jobs\":1,\"max_jobs\":1"));
        }
    }
}
