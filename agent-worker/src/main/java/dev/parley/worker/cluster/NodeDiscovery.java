package dev.parley.worker.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How nodes find each other that have no seed nodes: each serves its address on a port, and asks whom it finds there.
 *
 * @param method where addresses come from
 * @param service name that is looked up: a host name with an address of each node, or what pods have as their label
 * @param port on which each node, at its {@code parley.cluster.host}, tells the others of itself
 * @param requiredNodes as many must be found before a cluster is begun; ones that join a cluster which is there need not wait
 * @param namespace of the pods; empty for this pod's own
 * @param podLabels selects the pods; {@code %s} stands for the service
 */
public record NodeDiscovery(
        Method method, String service, int port, int requiredNodes, String namespace, String podLabels) {
    private static final String KEY = "parley.cluster.discovery.";
    private static final String BOOTSTRAP = "akka.management.cluster.bootstrap.";

    public NodeDiscovery {
        check(!service.isBlank(), "service", "none", "a host name, or the label of the pods");
        check(port >= 1 && port <= 65_535, "port", port, "1 to 65535, the same on all nodes");
        check(requiredNodes >= 1 && requiredNodes <= 1_000, "required-nodes", requiredNodes, "1 to 1000");
        check(!podLabels.isBlank(), "pod-label-selector", "none", "such as app=%s");
    }

    /** Where the addresses of nodes come from. */
    public enum Method {
        /** All addresses of a host name. */
        DNS("akka-dns"),
        /** The pods of a label, asked of Kubernetes' API. */
        KUBERNETES("kubernetes-api");

        private final String akkaName;

        Method(String akkaName) {
            this.akkaName = akkaName;
        }
    }

    /** As configured; empty without a method. */
    static Optional<NodeDiscovery> of(Config discovery) {
        String name = discovery.getString("method");
        Optional<Method> method = switch (name) {
            case "" -> Optional.empty();
            case "dns" -> Optional.of(Method.DNS);
            case "kubernetes" -> Optional.of(Method.KUBERNETES);
            default -> throw refused("method", name, "dns, kubernetes, or nothing for seed-nodes");
        };
        return method.map(found -> new NodeDiscovery(
                found,
                discovery.getString("service"),
                discovery.getInt("port"),
                discovery.getInt("required-nodes"),
                discovery.getString("namespace"),
                discovery.getString("pod-label-selector")));
    }

    /** For the actor system of the node with this address. */
    Config settings(String host) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("akka.management.http.hostname", host);
        settings.put("akka.management.http.port", port);
        settings.put("akka.discovery.method", method.akkaName);
        settings.put(BOOTSTRAP + "contact-point-discovery.service-name", service);
        settings.put(BOOTSTRAP + "contact-point-discovery.required-contact-point-nr", requiredNodes);
        settings.put(BOOTSTRAP + "contact-point.fallback-port", port);
        if (method == Method.KUBERNETES) {
            settings.put("akka.discovery.kubernetes-api.pod-label-selector", podLabels);
            // Pods' names needn't be known to a name server.
            settings.put("akka.discovery.kubernetes-api.use-raw-ip", true);
            if (!namespace.isBlank()) {
                settings.put("akka.discovery.kubernetes-api.pod-namespace", namespace);
            }
        }
        return ConfigFactory.parseMap(settings);
    }

    private static void check(boolean holds, String key, Object value, String rule) {
        if (!holds) {
            throw refused(key, value, rule);
        }
    }

    private static IllegalArgumentException refused(String key, Object value, String rule) {
        return new IllegalArgumentException(KEY + key + ": " + value + " (expected: " + rule + ")");
    }
}
