package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.ClusterNodes.Node;
import dev.parley.livekit.fixture.LivekitServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three JVMs, of which two are linked to the real server and full. */
@Timeout(300)
@Tag("livekit")
class ClusterLinkIT {
    private static final String GREETING = "Hello, this is the order desk. What would you like to order?";

    @TempDir
    private Path directory = Path.of("");

    /** The job that came by its link goes on where it runs, its own calls are lost, and the next job comes by the other link. */
    @Test
    void shouldGoOnWhenTheNodeWithTheLinkDies() throws Exception {
        List<Path> said = Guest.recordings(directory, List.of("two pizzas and a salad"));
        try (LivekitServer server = LivekitServer.start();
                ClusterNodes cluster = ClusterNodes.start(plan(server), 1, 1, 4)) {
            Dispatches dispatches = new Dispatches(server);
            List<Node> linked = cluster.nodes.subList(0, 2);
            Node host = cluster.nodes.get(2);
            for (int i = 0; i < 2; i++) {
                int number = i + 1;
                ClusterNodes.await(
                        "registered", Duration.ofSeconds(60), () -> log(number).contains("registered as AW_"));
                assertThat(status(cluster.post(linked.get(i), "api/calls/filler-" + i + "/start")
                                .get(30, TimeUnit.SECONDS)))
                        .isEqualTo(201);
                assertThat(cluster.jobs(linked.get(i), linked.get(i))).isEqualTo(1);
            }
            String job = dispatches.dispatch("first");
            try (Guest bob = Guest.join(server, "first", "bob", directory)) {
                bob.awaitSaid(GREETING::equals);
                int holder = log(1).contains("Job [" + job + "] runs on node [" + host.name()) ? 0 : 1;
                assertThat(log(holder + 1)).contains("Job [" + job + "] runs on node [" + host.name());
                Node left = linked.get(1 - holder);

                cluster.kill(linked.get(holder));

                for (Node node : List.of(left, host)) {
                    ClusterNodes.await(
                            "its own call lost at " + node,
                            Duration.ofSeconds(10),
                            () -> status(cluster.get(node, "api/calls/filler-" + holder)) == 410);
                    assertThat(cluster.up(node)).isEqualTo(2);
                }
                bob.ask(said.get(0), text -> text.contains("Anything else?"));
                takeAnother(server, cluster, host);
                bob.leave();
                ClusterNodes.await(
                        "all places of the host free", Duration.ofSeconds(30), () -> cluster.jobs(host, host) == 0);
            }
        }
    }

    private void takeAnother(LivekitServer server, ClusterNodes cluster, Node host) throws Exception {
        Dispatches dispatches = new Dispatches(server);
        String next = dispatches.dispatch("next");
        try (Guest carol = Guest.join(server, "next", "carol", directory)) {
            carol.awaitSaid(GREETING::equals);
            assertThat(status(cluster.get(host, "api/calls/" + next))).isEqualTo(200);
            assertThat(cluster.jobs(host, host)).isEqualTo(2);
            carol.leave();
            assertThat(dispatches.end(next)).contains("JS_SUCCESS");
        }
    }

    private ClusterNodes.Plan plan(LivekitServer server) throws Exception {
        Map<String, String> environment = Map.of(
                "LIVEKIT_URL", server.url().toString(),
                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                "LIVEKIT_API_SECRET", server.credentials().apiSecret(),
                "LIVEKIT_AGENT_NAME", "order-desk",
                "PARLEY_TEST_OPTIONS",
                        "-Dparley.offline.recognizer.deadline=60s -Dparley.worker.livekit.load-threshold=2");
        return ClusterNodes.Plan.of(directory)
                .withAgent("dev.parley.samples.orderdesk.OrderDesk", environment)
                .with("--linked", "2");
    }

    private static int status(HttpResponse<String> answer) {
        return answer.statusCode();
    }

    private String log(int node) throws Exception {
        return Files.readString(directory.resolve("node-" + node + ".log"));
    }
}
