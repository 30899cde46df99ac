package dev.parley.resilience;

import java.time.Duration;

/**
 * How patiently a model is asked. Defaults are LiveKit Agents'.
 *
 * @param maxRetries attempts after the first
 * @param retryInterval wait before an attempt; before the first repetition it is at most 0.1 s
 * @param timeout how long one attempt may take to its first piece, and each piece that is waited for
 */
public record ConnectOptions(int maxRetries, Duration retryInterval, Duration timeout) {
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(100);
    private static final ConnectOptions STANDARD = new ConnectOptions(3, Duration.ofSeconds(2), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException naming what is out of range */
    public ConnectOptions {
        if (maxRetries < 0) {
            throw new IllegalArgumentException(
                    "max-retries: " + maxRetries + " (expected: 0 or more; 0 asks a model once)");
        }
        if (retryInterval.isNegative()) {
            throw new IllegalArgumentException("retry-interval: " + retryInterval + " (expected: zero or more)");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than zero, such as 10 s)");
        }
    }

    /** 3 repetitions, after 0.1 s and then 2 s each, 10 s an attempt. */
    public static ConnectOptions standard() {
        return STANDARD;
    }

    /** The wait before a repetition, counted from 0. */
    public Duration intervalBefore(int repetition) {
        return repetition == 0 && FIRST_INTERVAL.compareTo(retryInterval) < 0 ? FIRST_INTERVAL : retryInterval;
    }

    public ConnectOptions withMaxRetries(int newMaxRetries) {
        return new ConnectOptions(newMaxRetries, retryInterval, timeout);
    }

    public ConnectOptions withRetryInterval(Duration newInterval) {
        return new ConnectOptions(maxRetries, newInterval, timeout);
    }

    public ConnectOptions withTimeout(Duration newTimeout) {
        return new ConnectOptions(maxRetries, retryInterval, newTimeout);
    }
}
