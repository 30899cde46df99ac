package dev.parley.worker.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down who guesses keys: five wrong ones in a minute from one address, then none is looked at until the minute is
 * over. Remembers at most 4096 addresses, the oldest is forgotten first. Thread-safe.
 */
final class LoginThrottle {
    static final int TRIES = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final int MOST = 4096;

    private final LongSupplier nanoTime;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>();

    LoginThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a try; false if it comes too early to be looked at. One that turns out right is taken back. */
    synchronized boolean mayTry(String address) {
        long now = nanoTime.getAsLong();
        byAddress.values().removeIf(failures -> now - failures.since >= WINDOW.toNanos());
        Failures failures = byAddress.getOrDefault(address, new Failures(now, 0));
        if (failures.count >= TRIES) {
            return false;
        }
        if (byAddress.size() >= MOST && !byAddress.containsKey(address)) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(address, new Failures(failures.since, failures.count + 1));
        return true;
    }

    /** The key was right. */
    synchronized void forget(String address) {
        byAddress.remove(address);
    }

    private record Failures(long since, int count) {}
}
