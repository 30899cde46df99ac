package dev.parley.worker.livekit;

import dev.parley.worker.livekit.internal.LinkEffect;
import dev.parley.worker.metrics.WorkerMetric;
import dev.parley.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Counts offers and measures how long their answers took. Used by one actor. */
final class OfferMeter {
    private final WorkerMetrics metrics;
    private final LongSupplier nanoTime;
    private final Map<Long, Long> arrivals = new HashMap<>();
    private long lastArrival;

    OfferMeter(WorkerMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    void arrived(long at) {
        lastArrival = at;
    }

    /** The one that arrived last has got this number. */
    void numbered(long offer) {
        arrivals.put(offer, lastArrival);
    }

    /** One without a number is the one that arrived last. */
    void settled(LinkEffect.OfferSettled effect) {
        metrics.counter(
                        WorkerMetric.LIVEKIT_OFFERS,
                        "outcome",
                        effect.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
        long since = Optional.ofNullable(arrivals.remove(effect.offer())).orElse(lastArrival);
        metrics.timer(WorkerMetric.LIVEKIT_ANSWERS).record(Duration.ofNanos(nanoTime.getAsLong() - since));
    }

    /** The offers so far are void. */
    void clear() {
        arrivals.clear();
    }
}
