package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.cli.ClusterNodes.Node;
import dev.parley.livekit.fixture.LivekitServer;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rooms of the real server and a cluster of three JVMs, of which the one with the server's link has no place left. */
@Timeout(300)
@Tag("livekit")
class ClusterRoomIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GREETING = "Hello, this is the order desk. What would you like to order?";

    @TempDir
    private static Path directory;

    private static LivekitServer server;
    private static Dispatches dispatches;
    private static ClusterNodes cluster;

    @BeforeAll
    static void start() throws Exception {
        server = LivekitServer.start();
        dispatches = new Dispatches(server);
        Map<String, String> environment = Map.of(
                "LIVEKIT_URL", server.url().toString(),
                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                "LIVEKIT_API_SECRET", server.credentials().apiSecret(),
                "LIVEKIT_AGENT_NAME", "order-desk",
                "PARLEY_TEST_OPTIONS",
                        "-Dparley.offline.recognizer.deadline=60s -Dparley.worker.livekit.load-threshold=2");
        cluster = ClusterNodes.start(
                ClusterNodes.Plan.of(directory).withAgent("dev.parley.samples.orderdesk.OrderDesk", environment),
                1,
                4,
                4);
        ClusterNodes.await("registered", Duration.ofSeconds(60), () -> log(1).contains("registered as AW_"));
        // The linked node is full, and so the busiest.
        assertThat(cluster.post(linked(), "api/calls/filler/start")
                        .get(30, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(201);
        assertThat(cluster.jobs(linked(), linked())).isEqualTo(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        server.close();
    }

    private static Node linked() {
        return cluster.nodes.get(0);
    }

    private static String log(int node) throws Exception {
        return Files.readString(directory.resolve("node-" + node + ".log"));
    }

    /** Items, phone number, address, confirmation, goodbye: all by voice, on a node that has no link. */
    @Test
    void shouldTakeAWholeOrderOnANodeThatHasRoom() throws Exception {
        List<Path> said = Guest.recordings(
                directory,
                List.of(
                        "two pizzas and a salad",
                        "that's all",
                        "five five five oh one double nine",
                        "twelve baker street",
                        "yes",
                        "goodbye"));
        String job = dispatches.dispatch("order");
        try (Guest alice = Guest.join(server, "order", "alice", directory)) {
            alice.awaitSaid(GREETING::equals);
            Node host = host(job);
            assertThat(host).isNotEqualTo(linked());

            List<String> answers = List.of(
                    "Anything else?",
                    "What is your phone number?",
                    "Which street and house number shall we deliver to?",
                    "Shall I place the order?",
                    "Your order number is 1.");
            for (int i = 0; i < answers.size(); i++) {
                String answer = answers.get(i);
                alice.ask(said.get(i), text -> text.contains(answer));
            }
            alice.say(said.get(5));
            alice.await("went", event -> event.path("who").asText().equals("agent-" + job));
            alice.leave();
            JsonNode orders = JSON.readTree(cluster.get(host, "orders").body()).path("orders");
            assertThat(orders)
                    .singleElement()
                    .satisfies(
                            order -> assertThat(order.path("street").asText()).isEqualTo("Baker Street"));
        }
        assertThat(dispatches.end(job)).contains("JS_SUCCESS", "\"error\": \"\"");
        assertThat(log(1)).contains("Job [" + job + "] runs on node [");
    }

    /** Begun through a node that is full, asked by voice through one that doesn't run it, and watched through the others. */
    @Test
    void shouldTalkThroughOneNodeAndWatchThroughAnother() throws Exception {
        byte[] question = Guest.withSilence("what is the price of the pizza");
        assertThat(post(linked(), "api/calls/asked/start", HttpRequest.BodyPublishers.noBody()))
                .isEqualTo(201);
        Node host = host("asked");
        Node other = cluster.nodes.get(host.equals(cluster.nodes.get(1)) ? 2 : 1);
        assertThat(host).isNotEqualTo(linked());

        try (CallEvents near = CallEvents.of(host.http(), "asked");
                CallEvents far = CallEvents.of(linked().http(), "asked")) {
            awaitHeard(near, GREETING);
            assertThat(post(other, "api/calls/asked/audio", HttpRequest.BodyPublishers.ofByteArray(question)))
                    .isEqualTo(202);

            awaitHeard(near, "The pizza costs 10 dollars.");
            awaitHeard(far, "The pizza costs 10 dollars.");
        }
        assertThat(post(other, "api/calls/asked/end", HttpRequest.BodyPublishers.noBody()))
                .isEqualTo(200);
    }

    private static void awaitHeard(CallEvents watched, String speech) throws Exception {
        watched.await("speech_finished", event -> event.path("heard").asText().equals(speech));
    }

    private static int post(Node node, String path, HttpRequest.BodyPublisher body) throws Exception {
        return cluster.post(node, path, body).get(60, TimeUnit.SECONDS).statusCode();
    }

    /** The server hears that a job failed whose node died; and the next one finds a place. */
    @Test
    void shouldTellTheServerOfAJobWhoseNodeDies() throws Exception {
        String job = dispatches.dispatch("lost");
        try (Guest bob = Guest.join(server, "lost", "bob", directory)) {
            bob.awaitSaid(GREETING::equals);
            Node host = host(job);
            assertThat(host).isNotEqualTo(linked());
            long killed = System.nanoTime();

            cluster.kill(host);

            assertThat(dispatches.end(job)).contains("JS_FAILED", "node " + host.name() + ": gone");
            System.out.printf(
                    "killed: its job told as failed within %d ms%n",
                    Duration.ofNanos(System.nanoTime() - killed).toMillis());
            bob.leave();
        }
        String next = dispatches.dispatch("next");
        try (Guest carol = Guest.join(server, "next", "carol", directory)) {
            carol.awaitSaid(GREETING::equals);
            assertThat(host(next)).isNotEqualTo(linked());
            carol.leave();
            assertThat(dispatches.end(next)).contains("JS_SUCCESS");
        }
    }

    /** The node that runs the call, as the linked one knows it. */
    private static Node host(String job) throws Exception {
        for (JsonNode call : cluster.calls(linked())) {
            if (call.path("call").asText().equals(job)) {
                String name = call.path("node").asText();
                return cluster.nodes.stream()
                        .filter(node -> node.name().equals(name))
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new AssertionError("job " + job + " (expected: among the calls of the cluster)");
    }
}
