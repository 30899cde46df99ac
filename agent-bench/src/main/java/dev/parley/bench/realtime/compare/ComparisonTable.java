package dev.parley.bench.realtime.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All results of a run as a table in Markdown; processor time is told in multiples of the Java floor's, at as many sessions. */
final class ComparisonTable {
    private static final String FLOOR = "floor";
    private static final String HEAD =
            "| sessions | client | CPU, x floor | CPU s a session-minute | delta in → audio out p50 / p99 ms"
                    + " | late at the listener p50 / p99 ms | barge-in → cleared p50 / p99 ms (missed)"
                    + " | tool call → response.create p50 ms | MiB a session | heap KiB a session-second | others, cores |";

    private final List<Result> results;

    ComparisonTable(List<Result> results) {
        this.results = results;
    }

    @Override
    public String toString() {
        return MarkdownTable.of(HEAD, results.stream().map(this::row).toList());
    }

    private String row(Result result) {
        if (result instanceof Result.Measured measured) {
            return row(measured);
        }
        if (result instanceof Result.NotRun not) {
            return String.format(
                    Locale.ROOT, "| %d | %s | more than a core: %.1f |", not.sessions(), not.client(), not.cores());
        }
        return "| " + result.sessions() + " | " + result.client() + " | failed |";
    }

    private String row(Result.Measured measured) {
        return String.format(
                Locale.ROOT,
                "| %d | %s%s | %s | %.4f | %s | %s | %s (%d) | %s | %.2f | %s | %.2f |",
                measured.sessions(),
                measured.client(),
                measured.keptUp() ? "" : " (fell behind)",
                timesFloor(measured),
                measured.cpuPerSessionMinute(),
                text(measured.out()),
                text(measured.listener()),
                text(measured.clears()),
                measured.missed(),
                measured.tools()
                        .map(tools -> String.format(Locale.ROOT, "%.2f", tools.p50()))
                        .orElse("-"),
                measured.mib(),
                measured.allocated() == 0 ? "-" : String.format(Locale.ROOT, "%.0f", measured.allocated() / 1024),
                measured.others());
    }

    private static String text(Optional<Quantiles> quantiles) {
        return quantiles.map(Quantiles::toString).orElse("-");
    }

    private String timesFloor(Result.Measured measured) {
        return results.stream()
                .filter(Result.Measured.class::isInstance)
                .map(Result.Measured.class::cast)
                .filter(other -> other.client().equals(FLOOR) && other.sessions() == measured.sessions())
                .findFirst()
                .map(floor -> String.format(
                        Locale.ROOT, "%.1f", measured.cpuPerSessionMinute() / floor.cpuPerSessionMinute()))
                .orElse("-");
    }
}
