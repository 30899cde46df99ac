package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.ClusterNodes.Node;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three JVMs under a supervisor, of which one is cut off from the others for a minute. */
@Timeout(300)
@Tag("long")
class ClusterPartitionIT {
    private static final int EACH = 4;
    private static final Duration CUT = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldLoseNoCapacityAndCountNoCallTwice() throws Exception {
        ClusterNodes.Plan plan = ClusterNodes.Plan.of(directory).with("--restart");
        int bound = ClusterNodes.freePorts(3);
        for (int node = 0; node < 3; node++) {
            Files.writeString(directory.resolve("node-" + (node + 1) + ".json"), Wires.settings(node, EACH, bound));
        }
        try (Wires wires = new Wires(3, plan.clusterPort(), bound);
                ClusterNodes cluster = ClusterNodes.start(plan, EACH, EACH, EACH)) {
            List<Node> kept = cluster.nodes.subList(0, 2);
            Node alone = cluster.nodes.get(2);
            assertThat(cluster.startCalls("before", 6, 3)).containsOnly(201);
            assertThat(cluster.jobs(alone, alone)).isEqualTo(2);
            long cutAt = System.nanoTime();

            wires.cut(2);

            assertBeginsInTheLargerPart(cluster, alone);
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                asked.add(cluster.post(kept.get(i % 2), "api/calls/during-" + i + "/start"));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            }
            assertTakenWhileCut(cluster, kept, alone, asked);
            awaitEnd(cluster, alone);
            LockSupport.parkNanos(CUT.toNanos() - (System.nanoTime() - cutAt));
            for (Node node : kept) {
                assertThat(cluster.up(node)).isEqualTo(2);
            }

            wires.heal();

            for (Node node : cluster.nodes) {
                ClusterNodes.await("three nodes again", Duration.ofSeconds(60), () -> cluster.up(node) == 3);
            }
            assertWholeCapacity(cluster);
        }
    }

    /** No node knows of the cut yet, and all are asked for the same call. */
    private static void assertBeginsInTheLargerPart(ClusterNodes cluster, Node alone) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (Node node : cluster.nodes) {
            asked.add(cluster.post(node, "api/calls/both/start"));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : asked) {
            statuses.add(answer.get(10, TimeUnit.SECONDS).statusCode());
        }
        assertThat(statuses.subList(0, 2)).containsExactlyInAnyOrder(201, 409);
        assertThat(statuses.get(2)).as(alone.toString()).isEqualTo(503);
        assertThat(cluster.jobs(alone, alone)).isEqualTo(2);
    }

    /** Every request is answered, and the two that stay know within ten seconds that the calls of the third are lost. */
    private static void assertTakenWhileCut(
            ClusterNodes cluster, List<Node> kept, Node alone, List<CompletableFuture<HttpResponse<String>>> asked)
            throws Exception {
        for (Node node : kept) {
            ClusterNodes.await(
                    "two nodes at " + node,
                    Duration.ofSeconds(10),
                    () -> cluster.up(node) == 2
                            && cluster.status(node).path("nodes").size() == 2);
        }
        int taken = 0;
        for (CompletableFuture<HttpResponse<String>> answer : asked) {
            int status = answer.get(10, TimeUnit.SECONDS).statusCode();
            assertThat(status).isIn(201, 503);
            taken += status == 201 ? 1 : 0;
        }
        assertThat(taken)
                .as("calls taken by the places that are free on two nodes")
                .isEqualTo(2 * EACH - 5);
        List<String> ids = ids(cluster, kept.get(0));
        assertThat(ids).hasSize(2 * EACH).doesNotHaveDuplicates();
        assertThat(cluster.calls(kept.get(0)).toString()).doesNotContain(alone.name());
        int lost = 0;
        for (int i = 0; i < 6; i++) {
            lost += cluster.get(kept.get(1), "api/calls/before-" + i).statusCode() == 410 ? 1 : 0;
        }
        assertThat(lost).isEqualTo(2);
    }

    /** One that lives on tells in its log where its threads are. */
    private void awaitEnd(ClusterNodes cluster, Node alone) throws Exception {
        try {
            ClusterNodes.await(
                    "the end of the one that was alone",
                    Duration.ofSeconds(30),
                    () -> ProcessHandle.of(alone.pid())
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        } catch (AssertionError lives) {
            cluster.signal("QUIT", alone);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            throw new AssertionError(
                    lives.getMessage() + "; its log: " + Files.readString(directory.resolve("node-3.log")), lives);
        }
    }

    private static void assertWholeCapacity(ClusterNodes cluster) throws Exception {
        List<Integer> after = cluster.startCalls("after", EACH + 3, EACH + 3);
        assertThat(Collections.frequency(after, 201)).isEqualTo(EACH);
        assertThat(Collections.frequency(after, 503)).isEqualTo(3);
        for (Node node : cluster.nodes) {
            assertThat(cluster.jobs(node, node)).as(node.toString()).isEqualTo(EACH);
            assertThat(new HashSet<>(ids(cluster, node))).hasSize(3 * EACH);
            assertThat(ids(cluster, node)).doesNotHaveDuplicates();
        }
    }

    private static List<String> ids(ClusterNodes cluster, Node node) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode call : cluster.calls(node)) {
            ids.add(call.path("call").asText());
        }
        return ids;
    }
}
