package dev.parley.cli;

import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a server that is to be one of several. */
final class ClusterOption {
    @Option(
            names = "--seed-nodes",
            paramLabel = "HOST:PORT,…",
            description =
                    "Join the cluster of these nodes; the same list on all of them (default: none, a server alone).")
    private Optional<String> seedNodes = Optional.empty();

    @Option(
            names = "--cluster-host",
            paramLabel = "H",
            description = "Address by which the other nodes reach this one (default: 127.0.0.1).")
    private Optional<String> host = Optional.empty();

    @Option(names = "--cluster-port", paramLabel = "N", description = "Port for the other nodes (default: 25520).")
    private Optional<Integer> port = Optional.empty();

    void addTo(Settings.Builder settings) {
        seedNodes.ifPresent(value -> settings.flag(Setting.SEED_NODES, value));
        host.ifPresent(value -> settings.flag(Setting.CLUSTER_HOST, value));
        port.ifPresent(value -> settings.flag(Setting.CLUSTER_PORT, value));
    }
}
