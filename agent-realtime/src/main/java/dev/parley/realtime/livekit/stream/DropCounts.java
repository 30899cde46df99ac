package dev.parley.realtime.livekit.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How much of what came through a room's data channel was dropped, by reason. Thread-safe. */
public final class DropCounts {
    private final Map<Dropped, LongAdder> counts = new EnumMap<>(Dropped.class);

    /** All of them zero. */
    public DropCounts() {
        for (Dropped reason : Dropped.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** One more. */
    public void count(Dropped reason) {
        adder(reason).increment();
    }

    /** How many until now. */
    public long of(Dropped reason) {
        return adder(reason).sum();
    }

    private LongAdder adder(Dropped reason) {
        LongAdder adder = counts.get(reason);
        if (adder == null) {
            throw new IllegalStateException("drop reason: " + reason + " (expected: one that is counted)");
        }
        return adder;
    }

    /** All that are not zero. */
    @Override
    public String toString() {
        Map<Dropped, Long> told = new EnumMap<>(Dropped.class);
        counts.forEach((reason, adder) -> {
            if (adder.sum() > 0) {
                told.put(reason, adder.sum());
            }
        });
        return "DropCounts" + told;
    }
}
