package dev.parley.worker.server;

import dev.parley.worker.health.HealthReport.Check;
import dev.parley.worker.health.HealthReport.Status;
import dev.parley.worker.livekit.LinkStatus;
import dev.parley.worker.livekit.LivekitLinks;
import java.util.ArrayList;
import java.util.List;

/**
 * What the links to LiveKit servers mean for the worker's health: calls by other ways go on without them.
 * Strangers may read it, so servers have numbers here; the log has their addresses.
 */
final class LinkChecks {
    private LinkChecks() {}

    static List<Check> of(LivekitLinks links) {
        List<LinkStatus> statuses = links.statuses();
        List<Check> checks = new ArrayList<>();
        for (LinkStatus status : statuses) {
            String name = statuses.size() == 1 ? "livekit" : "livekit-" + (checks.size() + 1);
            checks.add(
                    status.isRegistered()
                            ? new Check(name, Status.HEALTHY, "registered as " + status.workerId())
                            : new Check(name, Status.DEGRADED, status.problem()));
        }
        return checks;
    }
}
