package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import java.time.Instant;

/** Two buckets, of requests and of tokens, that fill up within a minute; one pair for all connections of a key. Thread-safe. */
public final class RateLimits {
    private final Bucket requests;
    private final Bucket tokens;

    /** Full buckets. */
    public RateLimits(ServiceLimits limits) {
        requests = new Bucket(limits.requestsPerMinute());
        tokens = new Bucket(limits.tokensPerMinute());
    }

    /** Takes a request from the bucket unless one of the buckets is empty; says whether it did. */
    synchronized boolean tryRequest(Instant now) {
        requests.refill(now);
        tokens.refill(now);
        if (requests.left < 1 || tokens.left < 1) {
            return false;
        }
        requests.left -= 1;
        return true;
    }

    synchronized void spend(int count, Instant now) {
        tokens.refill(now);
        tokens.left -= count;
    }

    /** The {@code rate_limits} of an event. */
    synchronized ArrayNode toJson(Instant now) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        requests.write("requests", json, now);
        tokens.write("tokens", json, now);
        return json;
    }

    private static final class Bucket {
        private static final double SECONDS = 60;

        private final int size;
        private double left;
        private Instant filledAt = Instant.MIN;

        Bucket(int size) {
            this.size = size;
            this.left = size;
        }

        void refill(Instant now) {
            if (!filledAt.equals(Instant.MIN)) {
                double seconds = Duration.between(filledAt, now).toNanos() / 1e9;
                left = Math.min(size, left + seconds * size / SECONDS);
            }
            filledAt = now;
        }

        void write(String name, ArrayNode json, Instant now) {
            refill(now);
            double reset = Math.max(0, (size - left) * SECONDS / size);
            json.addObject()
                    .put("name", name)
                    .put("limit", size)
                    .put("remaining", (int) Math.max(0, left))
                    .put("reset_seconds", Math.round(reset * 1000) / 1000.0);
        }
    }
}
