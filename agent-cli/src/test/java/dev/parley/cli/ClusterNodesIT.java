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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of three JVMs. */
@Timeout(300)
class ClusterNodesIT {
    /** Of the settings of a cluster, some eight at most: a pause of two seconds, a heartbeat, three until it is decided, and gossip. */
    private static final Duration KNOWN = Duration.ofSeconds(10);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldSpreadCallsByCapacity() throws Exception {
        try (ClusterNodes cluster = ClusterNodes.start(directory, 50, 100, 150)) {
            assertThat(cluster.startCalls("first", 150, 12)).containsOnly(201);
            for (Node node : cluster.nodes) {
                assertThat((double) cluster.jobs(node, node) / node.capacity())
                        .as("share of " + node)
                        .isBetween(0.45, 0.55);
            }

            assertThat(cluster.startCalls("second", 150, 12)).containsOnly(201);
            for (Node node : cluster.nodes) {
                assertThat(cluster.jobs(node, node)).as(node.toString()).isEqualTo(node.capacity());
            }
        }
    }

    @Test
    void shouldRunExactlyAsManyAsThereIsRoomFor() throws Exception {
        try (ClusterNodes cluster = ClusterNodes.start(directory, 20, 30, 50)) {
            List<Integer> statuses = cluster.startCalls("rush", 500, 500);

            assertThat(Collections.frequency(statuses, 201)).isEqualTo(100);
            assertThat(Collections.frequency(statuses, 503)).isEqualTo(400);
            for (Node node : cluster.nodes) {
                assertThat(cluster.jobs(node, node)).as(node.toString()).isEqualTo(node.capacity());
            }
            assertThat(cluster.calls(cluster.nodes.get(0))).hasSize(100);
        }
    }

    /** All nodes are asked for the same ids at once, twice each: one of each begins, and all nodes tell the same of it. */
    @Test
    void shouldBeginACallOnceThatAllNodesAreAskedFor() throws Exception {
        try (ClusterNodes cluster = ClusterNodes.start(directory, 20, 20, 20)) {
            int ids = 40;
            for (int i = 0; i < ids; i++) {
                List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
                for (int each = 0; each < 6; each++) {
                    Node node = cluster.nodes.get((i + each) % 3);
                    asked.add(cluster.post(node, "api/calls/same-" + i + "/start"));
                }
                List<Integer> statuses = new ArrayList<>();
                for (CompletableFuture<HttpResponse<String>> answer : asked) {
                    statuses.add(answer.get(30, TimeUnit.SECONDS).statusCode());
                }
                assertThat(statuses).as("starts of same-" + i).containsOnlyOnce(201);
                assertThat(Collections.frequency(statuses, 409))
                        .as(statuses.toString())
                        .isEqualTo(5);
            }
            for (Node node : cluster.nodes) {
                assertThat(cluster.calls(node)).hasSize(ids);
                assertThat(cluster.get(node, "api/calls/same-0").body())
                        .isEqualTo(cluster.get(cluster.nodes.get(0), "api/calls/same-0")
                                .body());
                assertThat(cluster.get(node, "api/calls/same-0").statusCode()).isEqualTo(200);
            }
            assertIsFreeAgain(cluster, "same-0");
        }
    }

    private static void assertIsFreeAgain(ClusterNodes cluster, String id) throws Exception {
        Node other = cluster.nodes.get(2);
        assertThat(cluster.post(cluster.nodes.get(1), "api/calls/" + id + "/end")
                        .get(30, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(200);
        for (Node node : cluster.nodes) {
            ClusterNodes.await(
                    "the end of " + id + " at " + node,
                    Duration.ofSeconds(5),
                    () -> cluster.get(node, "api/calls/" + id).statusCode() == 404);
        }
        ClusterNodes.await(
                "its id to be free",
                Duration.ofSeconds(5),
                () -> cluster.post(other, "api/calls/" + id + "/start")
                                .get(30, TimeUnit.SECONDS)
                                .statusCode()
                        == 201);
    }

    @Test
    void shouldTellOfTheCallsThatEndedWithANode() throws Exception {
        try (ClusterNodes cluster = ClusterNodes.start(directory, 10, 10, 10)) {
            assertThat(cluster.startCalls("call", 15, 5)).containsOnly(201);
            Node dead = cluster.nodes.get(2);
            List<Node> left = cluster.nodes.subList(0, 2);
            List<String> lost = callsOf(cluster, dead);
            assertThat(lost).hasSizeBetween(4, 6);
            CompletableFuture<HttpResponse<String>> pending =
                    cluster.post(left.get(0), "api/calls/" + lost.get(0) + "/commit?wait_ms=60000");

            long killed = System.nanoTime();
            cluster.kill(dead);

            for (Node node : left) {
                ClusterNodes.await("calls lost at " + node, Duration.ofSeconds(30), () -> {
                    HttpResponse<String> answer = cluster.get(node, "api/calls/" + lost.get(0));
                    return answer.statusCode() == 410 && answer.body().contains(dead.name());
                });
                for (String id : lost) {
                    assertThat(cluster.get(node, "api/calls/" + id).statusCode())
                            .isEqualTo(410);
                }
                assertThat(cluster.calls(node)).hasSize(15 - lost.size());
            }
            Duration known = Duration.ofNanos(System.nanoTime() - killed);
            System.out.printf("killed: its calls known to have ended on all nodes within %d ms%n", known.toMillis());
            assertThat(known).isLessThan(KNOWN);
            assertThat(pending.get(10, TimeUnit.SECONDS).statusCode()).isIn(200, 410);
            int room = 20 - (15 - lost.size());
            List<Integer> more = new ArrayList<>();
            for (int i = 0; i <= room; i++) {
                more.add(cluster.post(left.get(i % 2), "api/calls/more-" + i + "/start")
                        .get(30, TimeUnit.SECONDS)
                        .statusCode());
            }
            assertThat(Collections.frequency(more, 201)).isEqualTo(room);
            assertThat(more.get(room)).isEqualTo(503);
        }
    }

    private static List<String> callsOf(ClusterNodes cluster, Node node) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode call : cluster.calls(cluster.nodes.get(0))) {
            if (call.path("node").asText().equals(node.name())) {
                ids.add(call.path("call").asText());
            }
        }
        return ids;
    }

    /**
     * Its places are filled as those of the others, but for those calls that were placed at the same moment. Calls go on while it joins,
     * slowly enough that the others have room for them for as long as it may take to be known.
     */
    @Test
    void shouldGiveANodeThatJoinsItsShare() throws Exception {
        ClusterNodes.Plan plan = ClusterNodes.Plan.of(directory);
        Path later = Files.createDirectory(directory.resolve("later"));
        try (ClusterNodes cluster = ClusterNodes.start(plan, 30, 30)) {
            assertThat(cluster.startCalls("before", 8, 4)).containsOnly(201);
            Node entry = cluster.nodes.get(0);
            ClusterNodes.Plan joining = ClusterNodes.Plan.of(later).with("--seed-nodes", entry.name());
            try (ClusterNodes joined = ClusterNodes.start(joining, 30)) {
                long member = System.nanoTime();
                Node newcomer = joined.nodes.get(0);
                List<Integer> statuses = new ArrayList<>();
                do {
                    awaitAtMost(Duration.ofMillis(500), () -> cluster.up(entry) == 3);
                    statuses.add(cluster.post(entry, "api/calls/during-" + statuses.size() + "/start")
                            .get(30, TimeUnit.SECONDS)
                            .statusCode());
                } while (cluster.jobs(entry, entry) < 18
                        && (cluster.up(entry) < 3 || cluster.jobs(newcomer, entry) == 0));
                Duration first = Duration.ofNanos(System.nanoTime() - member);
                assertThat(statuses).containsOnly(201);
                int left = 60 - 8 - statuses.size();
                assertThat(cluster.startCalls("after", left, 4)).containsOnly(201);
                List<Node> all = List.of(entry, cluster.nodes.get(1), newcomer);
                ClusterNodes.await("all calls on the board", Duration.ofSeconds(5), () -> cluster.jobs(all) == 60);
                for (Node node : all) {
                    assertThat(cluster.jobs(node, entry)).as(node.toString()).isBetween(18, 22);
                }
                Duration share = Duration.ofNanos(System.nanoTime() - member);
                System.out.printf(
                        "joined: its first call %d ms after it was up, its share after %d ms%n",
                        first.toMillis(), share.toMillis());
                assertThat(share).isLessThan(KNOWN);
            }
        }
    }

    private static void awaitAtMost(Duration longest, ClusterNodes.Condition condition) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.holds() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /**
     * A node that stands still for longer than the others wait is out, and ends by itself when it goes on; meanwhile every request is
     * answered, and its places are back once it is started again.
     */
    @Test
    void shouldPutANodeOutThatStandsStillForTenSeconds() throws Exception {
        int each = 4;
        ClusterNodes.Plan plan = ClusterNodes.Plan.of(directory).with("--restart");
        try (ClusterNodes cluster = ClusterNodes.start(plan, each, each, each)) {
            assertThat(cluster.startCalls("call", 6, 3)).containsOnly(201);
            Node still = cluster.nodes.get(1);
            List<Node> others = List.of(cluster.nodes.get(0), cluster.nodes.get(2));
            int free =
                    2 * each - cluster.jobs(others.get(0), others.get(0)) - cluster.jobs(others.get(1), others.get(1));
            long stopped = System.nanoTime();

            cluster.signal("STOP", still);

            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(cluster.post(others.get(i % 2), "api/calls/during-" + i + "/start"));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            }
            assertTaken(free, asked);
            for (Node node : others) {
                ClusterNodes.await(
                        "two nodes",
                        Duration.ofSeconds(10),
                        () -> cluster.status(node).path("nodes").size() == 2);
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(10) - (System.nanoTime() - stopped));
            cluster.signal("CONT", still);
            ClusterNodes.await(
                    "its end",
                    Duration.ofSeconds(60),
                    () -> ProcessHandle.of(still.pid())
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
            for (Node node : cluster.nodes) {
                ClusterNodes.await("three nodes again", Duration.ofSeconds(60), () -> cluster.up(node) == 3);
            }
            List<Integer> after = cluster.startCalls("after", each + 3, each + 3);
            assertThat(Collections.frequency(after, 201)).isEqualTo(each);
            assertThat(Collections.frequency(after, 503)).isEqualTo(3);
            assertThat(cluster.calls(others.get(0)).findValuesAsText("call"))
                    .hasSize(3 * each)
                    .doesNotHaveDuplicates();
        }
    }

    /** Within the time that calls may wait, and some. */
    private static void assertTaken(int free, List<CompletableFuture<HttpResponse<String>>> asked) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : asked) {
            statuses.add(answer.get(10, TimeUnit.SECONDS).statusCode());
        }
        assertThat(statuses).containsOnly(201, 503);
        assertThat(Collections.frequency(statuses, 201)).isEqualTo(free);
    }

    @Test
    void shouldShowNodesAndDrainOne() throws Exception {
        try (ClusterNodes cluster = ClusterNodes.start(directory, 3, 3)) {
            String url = cluster.nodes.get(0).http().toString();
            Node other = cluster.nodes.get(1);

            CommandRun status = CommandRun.of("cluster", "status", "--url", url);
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(status.out())
                    .contains(
                            "NODE",
                            other.name(),
                            "0/3",
                            "up",
                            cluster.nodes.get(0).name() + " *");
            CommandRun drain = CommandRun.of("cluster", "drain", other.name(), "--url", url);
            assertThat(drain.exitCode()).as(drain.err()).isZero();
            ClusterNodes.await(
                    "draining",
                    Duration.ofSeconds(5),
                    () -> cluster.status(cluster.nodes.get(0)).toString().contains("draining"));
            assertThat(cluster.startCalls("call", 3, 1)).containsOnly(201);
            assertThat(cluster.jobs(other, other)).isZero();
            CommandRun unknown = CommandRun.of("cluster", "drain", "10.9.9.9:1", "--url", url);
            assertThat(unknown.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(unknown.err()).contains("node: 10.9.9.9:1 (expected: one of [", other.name());
        }
    }

    /** A server on its own pays nothing for what it doesn't use. */
    @Test
    void shouldLoadNothingOfTheClusterWhenAlone() throws Exception {
        Path loaded = directory.resolve("classes.log");
        try (CliProcess alone = CliProcess.start(
                directory,
                Map.of("PARLEY_JAVA_OPTS", "-Xlog:class+load:file=" + loaded),
                "start",
                "--port",
                "0",
                "--agent",
                QuietAgent.class.getName())) {
            alone.uri(alone.err());
            assertThat(Files.readString(loaded)).contains("dev.parley.worker.http.HttpApi");
            try (var lines = Files.lines(loaded)) {
                assertThat(
                                lines.filter(
                                        line -> line.matches(
                                                ".*\\b(akka\\.cluster\\.|akka\\.remote\\.|akka\\.serialization\\.jackson\\.|dev\\.parley\\.worker\\.cluster\\.internal\\.).*")))
                        .isEmpty();
            }
        }
    }
}
