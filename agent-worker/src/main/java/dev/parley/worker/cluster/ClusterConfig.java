package dev.parley.worker.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The actor system's configuration, with and without a cluster. Touches no class of it. */
public final class ClusterConfig {
    private static final String SERIALIZERS = "akka.actor.serializers";
    private static final String BINDINGS = "akka.actor.serialization-bindings";
    private static final ConfigValue NO_SERIALIZER = value(UnusedSerializer.class.getName());
    private static final ConfigValue NO_BINDING = value("none");
    private static final List<String> BETWEEN_NODES =
            List.of("akka.remote.", "akka.cluster.", "akka.serialization.jackson.");

    private ClusterConfig() {}

    /** For a node: the name of its system is {@code parley}. */
    public static Config joined(Config config, ClusterOptions options) {
        List<String> seeds = options.seedNodes().stream()
                .map(node -> "akka://parley@" + node)
                .toList();
        return ConfigFactory.parseResources(ClusterConfig.class, "cluster-node.conf")
                .withValue("akka.remote.artery.canonical.hostname", value(options.host()))
                .withValue("akka.remote.artery.canonical.port", value(options.port()))
                .withValue("akka.cluster.seed-nodes", value(seeds))
                .withValue("akka.cluster.failure-detector.heartbeat-interval", span(options.heartbeatInterval()))
                .withValue("akka.cluster.failure-detector.expected-response-after", span(options.heartbeatInterval()))
                .withValue("akka.cluster.failure-detector.acceptable-heartbeat-pause", span(options.heartbeatPause()))
                .withValue("akka.cluster.split-brain-resolver.stable-after", span(options.stableAfter()))
                .withFallback(options.discovery()
                        .map(discovery -> discovery.settings(options.host()))
                        .orElseGet(ConfigFactory::empty))
                .withFallback(config);
    }

    /**
     * Without what only nodes need: serializers are made at each start, Jackson's take their time. They can't be left out, since Akka
     * adds its defaults again, so that they are replaced by one that does nothing.
     */
    public static Config alone(Config config) {
        ConfigObject serializers = config.getObject(SERIALIZERS);
        Set<String> unused = serializers.entrySet().stream()
                .filter(entry -> isBetweenNodes(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return config.withValue(
                        SERIALIZERS, replaced(serializers, entry -> unused.contains(entry.getKey()), NO_SERIALIZER))
                .withValue(
                        BINDINGS,
                        replaced(
                                config.getObject(BINDINGS),
                                entry -> unused.contains(
                                        String.valueOf(entry.getValue().unwrapped())),
                                NO_BINDING));
    }

    private static boolean isBetweenNodes(ConfigValue className) {
        String name = String.valueOf(className.unwrapped());
        return BETWEEN_NODES.stream().anyMatch(name::startsWith);
    }

    private static ConfigObject replaced(
            ConfigObject object, Predicate<Map.Entry<String, ConfigValue>> which, ConfigValue by) {
        ConfigObject result = object;
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            result = which.test(entry) ? result.withValue(entry.getKey(), by) : result;
        }
        return result;
    }

    private static ConfigValue value(Object plain) {
        return ConfigValueFactory.fromAnyRef(plain);
    }

    private static ConfigValue span(Duration duration) {
        return value(duration.toMillis() + " ms");
    }
}
