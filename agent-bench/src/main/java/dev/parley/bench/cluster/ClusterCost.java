package dev.parley.bench.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a cluster costs: the time until a call has a place, the way of sound from node to node, and the CPU of a node that does nothing.
 * Placement and sound are measured on nodes within this process, each with an actor system and ports of its own, so that all share one
 * clock; idle nodes are processes of their own.
 */
public final class ClusterCost {
    private static final int CLOCK_TICKS_PER_SECOND = 100;
    private static final Duration FRAME = Duration.ofMillis(20);
    private static final int PLACEMENTS = 300;
    /** To start, to join, and until what runs once a second is compiled: a node idles for hours. */
    private static final int REST = 900;

    private final int calls;
    private final int seconds;

    private ClusterCost(int calls, int seconds) {
        this.calls = calls;
        this.seconds = seconds;
    }

    /** Runs with {@code CALLS SECONDS PART...}, by default 50, 30 and the parts idle, placement and sound, and prints its figures. */
    public static void main(String[] arguments) throws Exception {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
        ClusterCost run = new ClusterCost(calls, seconds);
        List<String> parts = arguments.length > 2
                ? List.of(arguments).subList(2, arguments.length)
                : List.of("idle", "placement", "sound");
        for (String part : parts) {
            switch (part) {
                case "idle" -> run.idle();
                case "placement" -> {
                    run.placement("on cold code");
                    run.placement("again, on nodes that are new in the same JVM");
                }
                case "sound" -> run.sound();
                default ->
                    throw new IllegalArgumentException("part: " + part + " (expected: idle, placement or sound)");
            }
        }
    }

    private void idle() throws Exception {
        List<Process> nodes = new ArrayList<>();
        try {
            List<Integer> ports = BenchNode.freePorts(3);
            for (int port : ports) {
                nodes.add(process(Integer.toString(port), "127.0.0.1:" + ports.get(0)));
            }
            nodes.add(process("0"));
            TimeUnit.SECONDS.sleep(REST);
            long[] before = new long[nodes.size()];
            for (int i = 0; i < before.length; i++) {
                before[i] = ticks(nodes.get(i));
            }
            TimeUnit.SECONDS.sleep(2L * seconds);
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < before.length; i++) {
                double share = (double) (ticks(nodes.get(i)) - before[i]) / CLOCK_TICKS_PER_SECOND / (2.0 * seconds);
                line.append(String.format(
                        Locale.ROOT, "%s %.2f %%", i == 3 ? "; a worker on its own" : i == 0 ? "" : ",", 100 * share));
            }
            System.out.println("CPU of idle nodes, of one core:" + line);
        } finally {
            nodes.forEach(Process::destroyForcibly);
        }
    }

    private static Process process(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:PerfDataSamplingInterval=1000",
                "-cp",
                System.getProperty("java.class.path"),
                BenchNode.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** User and system time of the process, as the kernel counts it; see proc(5). */
    private static long ticks(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Calls begin one after the other through one node of three. */
    private void placement(String which) throws Exception {
        List<BenchNode> nodes = BenchNode.cluster(3, 2 * PLACEMENTS);
        try {
            for (int i = 0; i < PLACEMENTS; i++) {
                nodes.get(0).post("/api/calls/place-" + i + "/start");
            }
            System.out.println(
                    "Placements of " + PLACEMENTS + " calls through one node of three, in seconds, " + which + ":");
            nodes.get(0)
                    .get("/metrics")
                    .lines()
                    .filter(line -> line.startsWith("parley_cluster_placements_seconds"))
                    .forEach(System.out::println);
        } finally {
            nodes.forEach(BenchNode::close);
        }
    }

    /** All calls run on the second node; half of the runs reach them through the first. */
    private void sound() throws Exception {
        List<BenchNode> nodes = BenchNode.cluster(2, 4 * calls);
        try {
            nodes.get(0).post("/api/cluster/drain?node=" + nodes.get(0).name());
            round("warm-up, direct", nodes.get(1), nodes.get(1), seconds);
            round("warm-up, forwarded", nodes.get(1), nodes.get(0), seconds);
            Histogram direct = round("direct", nodes.get(1), nodes.get(1), seconds);
            Histogram forwarded = round("forwarded", nodes.get(1), nodes.get(0), seconds);
            for (double percentile : new double[] {50, 90, 99}) {
                System.out.printf(
                        Locale.ROOT,
                        "p%.0f there and back, ms: direct %.2f, through another node %.2f, added %.2f%n",
                        percentile,
                        millis(direct, percentile),
                        millis(forwarded, percentile),
                        millis(forwarded, percentile) - millis(direct, percentile));
            }
        } finally {
            nodes.forEach(BenchNode::close);
        }
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    private Histogram round(String name, BenchNode runs, BenchNode through, int length) throws Exception {
        Histogram roundTrips = new Histogram(TimeUnit.SECONDS.toMicros(60), 3);
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        List<EchoCaller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < calls; i++) {
                String call = name.replaceAll("[^a-z]+", "-") + "-" + i;
                runs.post("/api/calls/" + call + "/start");
                callers.add(EchoCaller.call(client, through.socket(call), roundTrips));
            }
            List<Callable<Void>> talks = new ArrayList<>();
            for (EchoCaller caller : callers) {
                long later = FRAME.toNanos() * talks.size() / calls;
                talks.add(() -> {
                    TimeUnit.NANOSECONDS.sleep(later); // as people do, who don't begin at the same moment
                    caller.talk(length);
                    return null;
                });
            }
            for (Future<Void> talk : threads.invokeAll(talks)) {
                talk.get();
            }
            long frames = callers.stream().mapToLong(EchoCaller::frames).sum();
            System.out.printf(
                    "%s: %d calls, %d frames heard, %d pings%n", name, calls, frames, roundTrips.getTotalCount());
            return roundTrips;
        } finally {
            for (EchoCaller caller : callers) {
                caller.hangUp();
            }
            threads.shutdown();
        }
    }
}
