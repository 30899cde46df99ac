package dev.parley.bench.realtime;

import java.util.Arrays;
import java.util.Locale;

/** Times in nanoseconds, all of them kept. Not thread-safe. */
public final class Latencies {
    private long[] nanos = new long[1 << 10];
    private int count;

    public void add(long latency) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = latency;
    }

    public void clear() {
        count = 0;
    }

    /** Their number and quantiles in milliseconds, as JSON. */
    public String toJson() {
        if (count == 0) {
            return "{\"n\":0}";
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "{\"n\":%d,\"p50_ms\":%.4f,\"p90_ms\":%.4f,\"p99_ms\":%.4f,\"p999_ms\":%.4f,\"max_ms\":%.4f}",
                count,
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 0.99),
                quantile(sorted, 0.999),
                quantile(sorted, 1));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }
}
