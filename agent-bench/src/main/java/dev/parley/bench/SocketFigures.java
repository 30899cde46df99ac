package dev.parley.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What callers on sockets have measured of their interruptions. Thread-safe. */
public final class SocketFigures {
    private static final long MOST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private final Histogram lastVoice = new Histogram(MOST_MICROS, 3);
    private final Histogram told = new Histogram(MOST_MICROS, 3);
    private long strayFrames;

    SocketFigures() {}

    /**
     * An answer was cut off.
     *
     * @param toLastVoice from the decision until its last voice was received; negative if that came before
     * @param toEvent from the decision until the event that tells of it was received
     */
    synchronized void cut(Duration toLastVoice, Duration toEvent) {
        lastVoice.recordValue(micros(toLastVoice));
        told.recordValue(micros(toEvent));
    }

    /** Voice was received after its speech was said to be cleared. */
    synchronized void strayFrame() {
        strayFrames++;
    }

    /** Answers that were cut off. */
    public synchronized long cuts() {
        return told.getTotalCount();
    }

    /** Frames that were received after their speech was said to be cleared; zero in a sound system. */
    public synchronized long strayFrames() {
        return strayFrames;
    }

    private static long micros(Duration duration) {
        return Math.min(MOST_MICROS, Math.max(0, duration.toNanos() / 1000));
    }

    @Override
    public synchronized String toString() {
        return String.format(
                Locale.ROOT,
                "interruptions through the socket: n %d, frames after the event %d%n"
                        + "decision to last voice received ms: p50 %.2f, p99 %.2f, max %.2f%n"
                        + "decision to event received ms: p50 %.2f, p99 %.2f, max %.2f",
                told.getTotalCount(),
                strayFrames,
                millis(lastVoice, 50),
                millis(lastVoice, 99),
                millis(lastVoice, 100),
                millis(told, 50),
                millis(told, 99),
                millis(told, 100));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }
}
