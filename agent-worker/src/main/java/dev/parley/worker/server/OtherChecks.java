package dev.parley.worker.server;

import dev.parley.worker.health.HealthReport.Check;
import dev.parley.worker.health.HealthReport.Status;
import java.util.ArrayList;
import java.util.List;

/** What belongs to the worker's health beside the worker: its links to LiveKit servers, its cluster. */
final class OtherChecks {
    private OtherChecks() {}

    static List<Check> of(Engine engine) {
        List<Check> checks = new ArrayList<>(LinkChecks.of(engine.links));
        engine.cluster.ifPresent(cluster -> checks.add(
                cluster.isUp()
                        ? new Check("cluster", Status.HEALTHY, cluster.nodes().size() + " nodes")
                        : new Check("cluster", Status.DEGRADED, "joining; until then its calls run here alone")));
        return checks;
    }
}
