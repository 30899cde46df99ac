package dev.parley.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a load run has measured.
 *
 * @param turns answers that were played to their end or cut
 * @param lateness how much later than in real time each frame of an answer came to its listener, in microseconds
 * @param cut from the decision to interrupt to the last frame that came after it, in microseconds
 * @param left what was there after the run and not before it
 */
public record LoadFigures(
        int calls, long turns, long frames, Histogram lateness, Histogram cut, Heap heap, Leftovers left) {

    /**
     * Live heap after a collection, in MiB.
     *
     * @param early after a tenth of the run
     * @param late at its end, with all calls still up
     */
    public record Heap(double early, double late) {}

    /**
     * What ought to be zero.
     *
     * @param actors session actors that still live
     * @param threads more than before the first call, but for pool threads of the actor system
     * @param handles more open files and sockets than before the first call
     */
    public record Leftovers(int actors, int threads, int handles) {}

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "calls %d, turns %d, frames %d%n"
                        + "frame lateness ms: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f%n"
                        + "interruption, decision to last frame ms: n %d, p50 %.2f, p99 %.2f, max %.2f%n"
                        + "live heap MiB: early %.1f, late %.1f%n"
                        + "left over: actors %d, threads %d, handles %d",
                calls,
                turns,
                frames,
                millis(lateness, 50),
                millis(lateness, 99),
                millis(lateness, 99.9),
                millis(lateness, 100),
                cut.getTotalCount(),
                millis(cut, 50),
                millis(cut, 99),
                millis(cut, 100),
                heap.early(),
                heap.late(),
                left.actors(),
                left.threads(),
                left.handles());
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }
}
