package dev.parley.livekit.webhook;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells deliveries of one event from events: LiveKit posts again what wasn't answered in time. Remembers the newest ids only,
 * the oldest goes first. Thread-safe.
 */
public final class SeenWebhooks {
    private final int capacity;
    private final Set<String> ids = new LinkedHashSet<>();
    private long repeated;

    /**
     * Remembers this many ids.
     *
     * @throws IllegalArgumentException for fewer than one
     */
    public SeenWebhooks(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("remembered webhooks: " + capacity + " (expected: at least 1)");
        }
        this.capacity = capacity;
    }

    /** Whether this event comes for the first time, as far as is remembered; one without an id always does. */
    public synchronized boolean first(Webhook webhook) {
        if (webhook.id().isEmpty()) {
            return true;
        }
        if (!ids.add(webhook.id())) {
            repeated++;
            return false;
        }
        if (ids.size() > capacity) {
            Iterator<String> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }

    /** How many deliveries were repetitions. */
    public synchronized long repeated() {
        return repeated;
    }
}
