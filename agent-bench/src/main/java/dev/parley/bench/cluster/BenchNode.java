package dev.parley.bench.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.provider.Models;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.LiveScript;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.server.ParleyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node of a cluster whose agent, once asked, talks for longer than a measurement lasts. */
final class BenchNode implements AutoCloseable {
    private static final String ANSWER = "This is an answer that goes on and on.";
    private static final Duration ANSWERED = Duration.ofSeconds(30);

    final ParleyServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private BenchNode(ParleyServer server) {
        this.server = server;
    }

    /** Runs a node until it is killed: {@code CLUSTER_PORT SEED_NODES}; without seed nodes, a worker on its own. */
    public static void main(String[] arguments) throws Exception {
        BenchNode node = start(Integer.parseInt(arguments[0]), arguments.length > 1 ? arguments[1] : "", 100);
        System.out.println("listening on " + node.server.uri());
        node.server.whenTerminated().toCompletableFuture().join();
    }

    static BenchNode start(int clusterPort, String seeds, int capacity) throws Exception {
        Config config = ConfigFactory.parseString("parley.cluster { seed-nodes = \"" + seeds + "\", port = "
                        + clusterPort + " }, parley.worker.max-jobs = " + capacity)
                .withFallback(ConfigFactory.load())
                .resolve();
        WorkerOptions worker = WorkerOptions.builder(
                        config, job -> job.start(new Agent(AgentSpec.instructions("Be kind."))))
                .models(models())
                .build();
        return new BenchNode(
                ParleyServer.start(config, worker, HttpOptions.of(config).withPort(0))
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS));
    }

    private static Models models() {
        return LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of(ANSWER).timed(Duration.ofMillis(50), Duration.ofMillis(100)))
                .voiceSpeaks(
                        ANSWER,
                        ScriptedVoice.of(Duration.ofMinutes(2)).timed(Duration.ofMillis(50), Duration.ofMillis(500)))
                .models();
    }

    /** Ports that are free at the moment. */
    static List<Integer> freePorts(int count) throws IOException {
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

    /** So many nodes, each of which knows all. */
    static List<BenchNode> cluster(int count, int capacity) throws Exception {
        List<Integer> ports = freePorts(count);
        List<BenchNode> nodes = new ArrayList<>();
        for (int port : ports) {
            nodes.add(start(port, "127.0.0.1:" + ports.get(0), capacity));
        }
        for (BenchNode node : nodes) {
            while (node.get("/api/cluster").split("\"state\":\"up\"", -1).length <= count
                    || node.get("/api/cluster").contains("\"max_jobs\":0")) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return nodes;
    }

    String name() {
        return server.clusterNode().orElseThrow();
    }

    URI socket(String call) {
        return URI.create(server.uri().toString().replaceFirst("^http", "ws"))
                .resolve("/api/calls/" + call + "/ws?rate=16000");
    }

    String get(String path) throws Exception {
        return answer(HttpRequest.newBuilder(server.uri().resolve(path)).GET());
    }

    String post(String path) throws Exception {
        return answer(HttpRequest.newBuilder(server.uri().resolve(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private String answer(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer =
                client.send(request.timeout(ANSWERED).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw new IllegalStateException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        server.shutdown(Duration.ofMillis(100))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
