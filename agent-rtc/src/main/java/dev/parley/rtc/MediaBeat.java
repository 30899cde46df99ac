package dev.parley.rtc;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due every 20 ms. Tasks share a few wake-ups of the media threads, a part of a period apart, since a wake-up for each would cost more
 * than many of them do. Those of one wake-up run one after the other, and a task never beside itself. Thread-safe.
 */
final class MediaBeat {
    static final Duration PERIOD = Duration.ofMillis(20);
    static final int WAKE_UPS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(MediaBeat.class);

    private final Repeater repeater;
    private final LongSupplier nanoTime;
    private final List<WakeUp> wakeUps =
            IntStream.range(0, WAKE_UPS).mapToObj(WakeUp::new).toList();

    /** Runs a task every {@link #PERIOD}. */
    interface Repeater {
        /** Begins after so many nanoseconds; what is given back ends it. */
        Runnable repeat(Runnable task, long delayNanos);
    }

    /** A beat without tasks, which takes no time. */
    MediaBeat(Repeater repeater, LongSupplier nanoTime) {
        this.repeater = repeater;
        this.nanoTime = nanoTime;
    }

    /** A beat on these threads. */
    static MediaBeat on(ScheduledExecutorService threads) {
        return new MediaBeat(
                (task, delayNanos) -> {
                    ScheduledFuture<?> repeated =
                            threads.scheduleAtFixedRate(task, delayNanos, PERIOD.toNanos(), TimeUnit.NANOSECONDS);
                    return () -> repeated.cancel(false);
                },
                RtcClock::nanos);
    }

    /**
     * Runs the task every 20 ms from the next wake-up on, until what is given back is run. One that throws is logged and not run again.
     */
    synchronized Runnable add(Runnable task) {
        WakeUp quietest = wakeUps.stream()
                .min(Comparator.comparingInt(one -> one.tasks.size()))
                .orElseThrow();
        quietest.tasks.add(task);
        if (quietest.stop == null) {
            quietest.stop = repeater.repeat(quietest::run, quietest.delay(nanoTime.getAsLong()));
        }
        return () -> remove(quietest, task);
    }

    private synchronized void remove(WakeUp from, Runnable task) {
        from.tasks.remove(task);
        if (from.tasks.isEmpty() && from.stop != null) {
            from.stop.run();
            from.stop = null;
        }
    }

    /** One of them, with what runs then. */
    private static final class WakeUp {
        private final long phase;
        private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
        private @Nullable Runnable stop;

        private WakeUp(int index) {
            this.phase = index * PERIOD.toNanos() / WAKE_UPS;
        }

        /** They keep their distance from each other whenever they begin. */
        private long delay(long now) {
            return Math.floorMod(phase - now, PERIOD.toNanos());
        }

        private void run() {
            tasks.forEach(this::run);
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                LOG.error("a task of the media threads failed and is not run again; the others go on", failure);
                tasks.remove(task);
            }
        }
    }
}
