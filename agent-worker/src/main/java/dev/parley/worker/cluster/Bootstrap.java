package dev.parley.worker.cluster;

import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a node find the others by {@link NodeDiscovery}. */
final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

    private Bootstrap() {}

    /** A node whose port is taken would be alone for good without anybody knowing: it ends. */
    static void begin(ActorSystem<?> system, NodeDiscovery discovery) {
        AkkaManagement.get(system).start().whenComplete((bound, problem) -> {
            if (problem == null) {
                LOG.info("Looking for nodes of [{}] by [{}].", discovery.service(), discovery.method());
                ClusterBootstrap.get(system).start();
            } else {
                LOG.error(
                        "parley.cluster.discovery.port: {} (expected: a port of parley.cluster.host that is free); this node"
                                + " ends.",
                        discovery.port(),
                        problem);
                system.terminate();
            }
        });
    }
}
