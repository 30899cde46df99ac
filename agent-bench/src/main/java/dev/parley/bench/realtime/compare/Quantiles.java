package dev.parley.bench.realtime.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Of some times, in milliseconds.
 *
 * @param count of the times
 */
public record Quantiles(long count, double p50, double p99) {

    /** As a client tells them; empty if it had none. */
    public static Optional<Quantiles> told(JsonNode summary) {
        long count = summary.path("n").asLong();
        return count == 0
                ? Optional.empty()
                : Optional.of(new Quantiles(
                        count,
                        summary.path("p50_ms").asDouble(),
                        summary.path("p99_ms").asDouble()));
    }

    static Optional<Quantiles> of(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Quantiles(sorted.size(), at(sorted, 0.5), at(sorted, 0.99)));
    }

    /** Of several slices: each quantile is the median of theirs. */
    static Optional<Quantiles> medians(List<Quantiles> slices) {
        return slices.isEmpty()
                ? Optional.empty()
                : Optional.of(new Quantiles(
                        slices.stream().mapToLong(Quantiles::count).sum(),
                        median(slices, Quantiles::p50),
                        median(slices, Quantiles::p99)));
    }

    /** The upper one of the two in the middle, of one thing or more. */
    static <T> double median(List<T> things, ToDoubleFunction<T> value) {
        return things.stream().mapToDouble(value).sorted().toArray()[things.size() / 2];
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) (share * (sorted.size() - 1)));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f / %.2f", p50, p99);
    }
}
