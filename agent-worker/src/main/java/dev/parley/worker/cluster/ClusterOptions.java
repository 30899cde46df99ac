package dev.parley.worker.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.parley.worker.cluster.internal.PlacementSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a worker joins a cluster.
 *
 * @param host address of this node, by which the others reach it
 * @param port of this node; 0 for any free one
 * @param seedNodes addresses, {@code host:port}, of which at least one is asked to be let in; the first may begin a cluster
 * @param discovery how others are found in place of seed nodes
 * @param queueTimeout how long a call may wait for a place
 * @param queueSize calls of this node that may wait
 * @param reserveTimeout how long another node may take to answer whether it has a place
 * @param holdTimeout how long a place is held for a call that comes from another node
 * @param reportInterval how often a node tells its load at least
 * @param heartbeatInterval how often nodes ask each other whether they live
 * @param heartbeatPause how long a node may be silent
 * @param stableAfter how long it is waited, once nodes are silent, until it is decided who goes
 */
public record ClusterOptions(
        String host,
        int port,
        List<String> seedNodes,
        Optional<NodeDiscovery> discovery,
        Duration queueTimeout,
        int queueSize,
        Duration reserveTimeout,
        Duration holdTimeout,
        Duration reportInterval,
        Duration heartbeatInterval,
        Duration heartbeatPause,
        Duration stableAfter) {
    private static final String KEY = "parley.cluster";
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public ClusterOptions {
        seedNodes = List.copyOf(seedNodes);
        check(!host.isBlank(), "host", "empty", "an address, such as 10.0.0.5");
        check(port >= 0 && port <= 65_535, "port", port, "0 to 65535; 0 is any free one");
        check(
                seedNodes.isEmpty() == discovery.isPresent(),
                "seed-nodes",
                seedNodes.isEmpty() ? "none" : String.join(",", seedNodes),
                discovery.isPresent() ? "none beside discovery.method" : "HOST:PORT, with commas if several");
        seedNodes.forEach(node -> check(isAddress(node), "seed-nodes", node, "HOST:PORT, with commas if several"));
        check(queueSize >= 1 && queueSize <= 100_000, "queue-size", queueSize, "1 to 100000");
        checkSpan("queue-timeout", queueTimeout);
        checkSpan("reserve-timeout", reserveTimeout);
        checkSpan("hold-timeout", holdTimeout);
        checkSpan("report-interval", reportInterval);
        checkSpan("heartbeat-interval", heartbeatInterval);
        checkSpan("heartbeat-pause", heartbeatPause);
        checkSpan("stable-after", stableAfter);
        check(
                heartbeatPause.compareTo(heartbeatInterval.multipliedBy(2)) >= 0,
                "heartbeat-pause",
                heartbeatPause.toMillis() + " ms",
                "at least twice heartbeat-interval, " + heartbeatInterval.toMillis() + " ms");
    }

    /**
     * Options as configured under {@code parley.cluster}; empty for a worker on its own, which has neither seed nodes nor a way to discover any.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule that it breaks
     */
    public static Optional<ClusterOptions> of(Config config) {
        try {
            Config cluster = config.getConfig(KEY);
            String seeds = cluster.getString("seed-nodes");
            Optional<NodeDiscovery> discovery = NodeDiscovery.of(cluster.getConfig("discovery"));
            return seeds.isBlank() && discovery.isEmpty()
                    ? Optional.empty()
                    : Optional.of(read(cluster, seeds, discovery));
        } catch (ConfigException problem) {
            throw new IllegalArgumentException(KEY + ": " + problem.getMessage(), problem);
        }
    }

    private static ClusterOptions read(Config cluster, String seeds, Optional<NodeDiscovery> discovery) {
        return new ClusterOptions(
                cluster.getString("host"),
                cluster.getInt("port"),
                seeds.isBlank()
                        ? List.of()
                        : Arrays.stream(seeds.split(",", -1)).map(String::strip).toList(),
                discovery,
                cluster.getDuration("queue-timeout"),
                cluster.getInt("queue-size"),
                cluster.getDuration("reserve-timeout"),
                cluster.getDuration("hold-timeout"),
                cluster.getDuration("report-interval"),
                cluster.getDuration("heartbeat-interval"),
                cluster.getDuration("heartbeat-pause"),
                cluster.getDuration("stable-after"));
    }

    /** What the node's placement goes by. */
    PlacementSettings placement(String self, Duration reportDelay) {
        return new PlacementSettings(
                self, queueTimeout, queueSize, reserveTimeout, holdTimeout, reportInterval, reportDelay);
    }

    private static boolean isAddress(String text) {
        var matcher = ADDRESS.matcher(text);
        return matcher.matches()
                && Integer.parseInt(matcher.group(2)) >= 1
                && Integer.parseInt(matcher.group(2)) <= 65_535;
    }

    private static void checkSpan(String key, Duration value) {
        check(
                value.toMillis() >= 1 && value.compareTo(LONGEST) <= 0,
                key,
                value.toMillis() + " ms",
                "1 ms to " + LONGEST.toMinutes() + " minutes");
    }

    private static void check(boolean holds, String key, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(KEY + "." + key + ": " + value + " (expected: " + rule + ")");
        }
    }
}
