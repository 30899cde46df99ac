package dev.parley.bench.realtime.compare;

import java.util.Locale;
import java.util.Optional;

/**
 * What {@link Floods} has measured.
 *
 * @param sessions that are measured
 * @param floodedSeconds of audio that came at ten times its pace
 */
record FloodFigures(int sessions, Phase before, Phase during, double floodedSeconds, Letters letters) {

    /**
     * Of the sessions that are not flooded.
     *
     * @param out from a delta's sending to its handing out, in milliseconds; the medians of slices
     * @param barge from the caller's speech to the session's first reaction, as the server sees it
     * @param heapMib of the whole process once all garbage is collected
     */
    record Phase(Optional<Quantiles> out, Optional<Quantiles> barge, double heapMib, double residentMib, long errors) {
        private String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.1f | %.0f | %d |%n",
                    name,
                    shown(out),
                    shown(barge),
                    heapMib,
                    residentMib,
                    errors);
        }
    }

    /**
     * Of the session that was sent letters.
     *
     * @param barge from the caller's speech, which comes between the letters, to the session's first reaction
     */
    record Letters(long events, Optional<Quantiles> barge) {}

    private static String shown(Optional<Quantiles> times) {
        return times.map(found -> found + " (" + found.count() + ")").orElse("-");
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%d sessions beside one that is sent %.0f s of audio at ten times its pace, one that is sent %d letters, and one"
                                + " whose voice nobody takes%n%n| | delta in, audio out p50 / p99 ms (n) | barge-in, reaction p50 / p99 ms (n)"
                                + " | live heap MiB | resident MiB | errors |%n|---|---|---|---|---|---|%n",
                        sessions,
                        floodedSeconds,
                        letters.events())
                + before.row("before")
                + during.row("in the flood")
                + "| barge-in among letters | | " + shown(letters.barge()) + " | | | |";
    }
}
