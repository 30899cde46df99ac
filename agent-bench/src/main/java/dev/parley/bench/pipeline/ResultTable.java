package dev.parley.bench.pipeline;

import dev.parley.bench.realtime.compare.MarkdownTable;
import dev.parley.bench.realtime.compare.Quantiles;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The results of a run as a table in Markdown. Processor time is told as a share of LiveKit Agents' with as many sessions; where it
 * did not keep up with so many, of the most with which it did.
 */
final class ResultTable {
    private static final String PEER = "livekit";
    private static final String HEAD = "| sessions | client | CPU, share of livekit's | CPU s a session-minute | cores"
            + " | decision p50 / p99 ms | callers' frames late p50 / p99 ms | MiB a session"
            + " | turns | transcripts | frames heard | s of answers | others, cores |";

    private final List<Result> results;

    ResultTable(List<Result> results) {
        this.results = results;
    }

    @Override
    public String toString() {
        return MarkdownTable.of(HEAD, results.stream().map(this::row).toList());
    }

    private String row(Result result) {
        return String.format(
                Locale.ROOT,
                "| %d | %s%s | %s | %.4f | %.2f | %s | %s | %.2f | %.0f | %.0f | %.0f | %.0f | %.2f |",
                result.sessions(),
                result.client(),
                result.keptUp() ? "" : result.saturated() ? " (fell behind)" : " (failed)",
                share(result),
                result.cpu(),
                result.cores(),
                text(result.decisions()),
                text(result.framesLate()),
                result.mib(),
                result.work().turns(),
                result.work().transcripts(),
                result.work().frames(),
                result.work().audioSeconds(),
                result.others());
    }

    private String share(Result result) {
        return result.keptUp()
                ? peer(result.sessions())
                        .map(peer -> String.format(Locale.ROOT, "%.2f", result.cpu() / peer.cpu())
                                + (peer.sessions() == result.sessions() ? "" : " of its " + peer.sessions()))
                        .orElse("-")
                : "-";
    }

    private Optional<Result> peer(int sessions) {
        return results.stream()
                .filter(result -> result.client().equals(PEER) && result.keptUp() && result.sessions() <= sessions)
                .max(Comparator.comparingInt(Result::sessions));
    }

    private static String text(Optional<Quantiles> quantiles) {
        return quantiles.map(Quantiles::toString).orElse("-");
    }
}
