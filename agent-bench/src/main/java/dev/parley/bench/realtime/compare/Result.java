package dev.parley.bench.realtime.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What came of a client with so many sessions. */
sealed interface Result {
    String client();

    int sessions();

    /** A line that tells how it went. */
    String summary();

    /** Both rounds in one: what was measured adds up, and a failure stays one. */
    default Result and(Result later) {
        return later;
    }

    /** It failed, for this reason. */
    record Failed(String client, int sessions, String why) implements Result {
        @Override
        public Result and(Result later) {
            return this;
        }

        @Override
        public String summary() {
            return client + " with " + sessions + " sessions failed: " + why;
        }
    }

    /** It was not run: with fewer sessions it was busy enough to need so many processors. */
    record NotRun(String client, int sessions, double cores) implements Result {
        @Override
        public String summary() {
            return String.format(Locale.ROOT, "%s with %d sessions: would need %.1f cores", client, sessions, cores);
        }
    }

    /**
     * It ran.
     *
     * @param mibPerSession what its resident memory grew by, of each round
     */
    record Measured(String client, int sessions, List<Slice> slices, List<Double> mibPerSession) implements Result {
        private static final double KEEPS_UP = 0.97;

        @Override
        public Result and(Result later) {
            return later instanceof Measured more
                    ? new Measured(
                            client,
                            sessions,
                            Stream.concat(slices.stream(), more.slices.stream()).toList(),
                            Stream.concat(mibPerSession.stream(), more.mibPerSession.stream())
                                    .toList())
                    : later instanceof Failed ? later : this;
        }

        double cpuPerSessionMinute() {
            return Quantiles.median(slices, Slice::cpu);
        }

        Optional<Quantiles> out() {
            return medians(Slice::out);
        }

        Optional<Quantiles> listener() {
            return medians(Slice::listener);
        }

        private Optional<Quantiles> medians(Function<Slice, Optional<Quantiles>> which) {
            return Quantiles.medians(slices.stream()
                    .flatMap(slice -> which.apply(slice).stream())
                    .toList());
        }

        Optional<Quantiles> clears() {
            return Quantiles.of(
                    slices.stream().flatMap(slice -> slice.clears().stream()).toList());
        }

        Optional<Quantiles> tools() {
            return Quantiles.of(
                    slices.stream().flatMap(slice -> slice.tools().stream()).toList());
        }

        int missed() {
            return slices.stream().mapToInt(Slice::missed).sum();
        }

        long errors() {
            return slices.stream().mapToLong(Slice::errors).sum();
        }

        double others() {
            return Quantiles.median(slices, Slice::others);
        }

        double allocated() {
            return Quantiles.median(slices, Slice::allocated);
        }

        double mib() {
            return Quantiles.median(mibPerSession, mib -> mib);
        }

        /** Whether the callers' audio came to the server as fast as it was said. */
        boolean keptUp() {
            return Quantiles.median(slices, Slice::realtime) > KEEPS_UP;
        }

        @Override
        public String summary() {
            return String.format(
                    Locale.ROOT,
                    "%s with %d sessions: CPU %.4f s a session-minute, out %s ms, others %.2f cores, %d errors",
                    client,
                    sessions,
                    cpuPerSessionMinute(),
                    out().map(Quantiles::toString).orElse("-"),
                    others(),
                    errors());
        }
    }
}
