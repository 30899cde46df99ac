package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What bin/cluster-nodes starts: a JVM per node. */
final class ClusterNodes implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NODE = Pattern.compile("node \\d+ pid (\\d+) http (\\S+) cluster (\\S+) calls (\\d+)");
    private static final Duration UP = Duration.ofSeconds(90);

    final List<Node> nodes = new ArrayList<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Process script;

    /** One of them. */
    record Node(long pid, URI http, String name, int capacity) {}

    private ClusterNodes(Process script) {
        this.script = script;
    }

    /** How they are started; the environment is empty but for the system's own. */
    record Plan(Path directory, String agent, Map<String, String> environment, int clusterPort, List<String> options) {
        static Plan of(Path directory) throws IOException {
            return new Plan(directory, QuietAgent.class.getName(), Map.of(), freePorts(4), List.of());
        }

        /** Another agent, with this environment; LIVEKIT_URL is for the first of them alone. */
        Plan withAgent(String name, Map<String, String> variables) {
            return new Plan(directory, name, variables, clusterPort, List.of("--linked", "1"));
        }

        /** With further options of the script. */
        Plan with(String... more) {
            return new Plan(directory, agent, environment, clusterPort, List.of(more));
        }
    }

    /** Starts them and waits until each knows all. */
    static ClusterNodes start(Path directory, int... capacities) throws Exception {
        return start(Plan.of(directory), capacities);
    }

    /** Starts them as planned, and waits until each knows all of them. */
    static ClusterNodes start(Plan plan, int... capacities) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                repository().resolve("bin/cluster-nodes").toString(),
                "--capacities",
                String.join(
                        ",",
                        java.util.Arrays.stream(capacities)
                                .mapToObj(Integer::toString)
                                .toList()),
                "--port",
                Integer.toString(freePorts(capacities.length)),
                "--cluster-port",
                Integer.toString(plan.clusterPort),
                "--directory",
                plan.directory.toString()));
        command.addAll(plan.options);
        command.addAll(List.of("--", "--agent", plan.agent));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(plan.directory.resolve("script.err").toFile())
                .redirectOutput(plan.directory.resolve("script.out").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_") || name.startsWith("LIVEKIT_"));
        builder.environment().putAll(plan.environment);
        builder.environment().put("PARLEY_CLI", cli(plan.environment.getOrDefault("PARLEY_TEST_OPTIONS", "")));
        ClusterNodes cluster = new ClusterNodes(builder.start());
        try {
            cluster.awaitUp(plan.directory.resolve("script.out"), capacities.length);
            return cluster;
        } catch (Exception | AssertionError failed) {
            cluster.close();
            throw failed;
        }
    }

    private static String cli(String options) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String later = Runtime.version().feature() >= 24 ? " --sun-misc-unsafe-memory-access=allow" : "";
        return java + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m " + options + later
                + " -Dparley.worker.timeout=60000 -cp " + System.getProperty("java.class.path") + " "
                + AgentCli.class.getName();
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("bin/cluster-nodes")) ? here : Objects.requireNonNull(here.getParent());
    }

    /** The first of so many ports in a row that are free at the moment. */
    static int freePorts(int count) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first;
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                first = any.getLocalPort();
            }
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new IOException("ports: no " + count + " in a row (expected: some that are free)");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException | IllegalArgumentException taken) {
                return false;
            }
        }
        return true;
    }

    private void awaitUp(Path output, int count) throws Exception {
        await("ready", UP, () -> Files.readString(output).contains("ready") || !script.isAlive());
        Matcher matcher = NODE.matcher(Files.readString(output));
        while (matcher.find()) {
            nodes.add(new Node(
                    Long.parseLong(matcher.group(1)),
                    URI.create(matcher.group(2)),
                    matcher.group(3),
                    Integer.parseInt(matcher.group(4))));
        }
        if (nodes.size() != count) {
            throw new AssertionError("nodes: " + nodes + " (expected: " + count + "): "
                    + Files.readString(output.resolveSibling("script.err")));
        }
        for (Node node : nodes) {
            await("a cluster of " + count, UP, () -> up(node) >= count);
        }
    }

    /** How many nodes are up, as this one knows them. */
    long up(Node node) throws Exception {
        long up = 0;
        for (JsonNode row : status(node).path("nodes")) {
            up += row.path("state").asText().equals("up")
                            && row.path("max_jobs").asInt() > 0
                    ? 1
                    : 0;
        }
        return up;
    }

    JsonNode status(Node node) throws Exception {
        return JSON.readTree(get(node, "api/cluster").body());
    }

    /** How many calls a node runs, as another one knows it. */
    int jobs(Node of, Node asked) throws Exception {
        for (JsonNode row : status(asked).path("nodes")) {
            if (row.path("node").asText().equals(of.name())) {
                return row.path("active_jobs").asInt();
            }
        }
        throw new AssertionError("node: " + of + " (expected: one that " + asked + " knows)");
    }

    /** How many calls these run together, as the first of them knows. */
    int jobs(List<Node> all) throws Exception {
        int sum = 0;
        for (Node node : all) {
            sum += jobs(node, all.get(0));
        }
        return sum;
    }

    HttpResponse<String> get(Node node, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(node.http().resolve("/" + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode calls(Node node) throws Exception {
        return JSON.readTree(get(node, "api/calls").body()).path("calls");
    }

    CompletableFuture<HttpResponse<String>> post(Node node, String path) {
        return post(node, path, HttpRequest.BodyPublishers.noBody());
    }

    CompletableFuture<HttpResponse<String>> post(Node node, String path, HttpRequest.BodyPublisher body) {
        return client.sendAsync(
                HttpRequest.newBuilder(node.http().resolve("/" + path))
                        .timeout(Duration.ofSeconds(60))
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Starts so many calls, through the nodes in turn; the statuses that came back. */
    List<Integer> startCalls(String name, int count, int atOnce) throws Exception {
        Semaphore running = new Semaphore(atOnce);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.acquire();
            answers.add(post(nodes.get(i % nodes.size()), "api/calls/" + name + "-" + i + "/start")
                    .whenComplete((answer, problem) -> running.release())
                    .thenApply(HttpResponse::statusCode));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<Integer> answer : answers) {
            statuses.add(answer.get(90, TimeUnit.SECONDS));
        }
        return statuses;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits for what other processes do; there is nothing to wait for at this edge but the time. */
    static void await(String what, Duration longest, Condition condition) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + longest.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Without a word to anybody. */
    void kill(Node node) throws Exception {
        signal("KILL", node);
    }

    void signal(String name, Node node) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(node.pid()))
                .start()
                .waitFor(5, TimeUnit.SECONDS);
    }

    /** Their calls needn't finish. */
    @Override
    public void close() {
        nodes.forEach(node -> ProcessHandle.of(node.pid()).ifPresent(ProcessHandle::destroyForcibly));
        script.toHandle().destroy();
        script.onExit()
                .completeOnTimeout(script, 60, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
    }
}
