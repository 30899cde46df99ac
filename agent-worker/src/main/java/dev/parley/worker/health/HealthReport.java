package dev.parley.worker.health;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is well and what is not; the worst check decides. */
public record HealthReport(List<Check> checks) {

    public HealthReport {
        checks = List.copyOf(checks);
    }

    public Status status() {
        return checks.stream().map(Check::status).max(Status::compareTo).orElse(Status.HEALTHY);
    }

    /** What is down, a line each. */
    String problems() {
        return checks.stream()
                .filter(check -> check.status() == Status.DOWN)
                .map(check -> check.detail() + "\n")
                .collect(Collectors.joining());
    }

    /** From good to bad. */
    public enum Status {
        HEALTHY,
        /** Live calls go on, but new ones may be refused. */
        DEGRADED,
        DOWN;

        /** As on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One thing that was looked at. */
    public record Check(String name, Status status, String detail) {}
}
