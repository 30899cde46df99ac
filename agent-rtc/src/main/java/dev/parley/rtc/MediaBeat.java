package dev.parley.rtc;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due every 20 ms. Tasks share a few wake-ups of the media threads, since a wake-up for each would cost more than many of them do:
 * the first ones come at whole periods of the process's clock, when a media clock gives these threads the frames to encode, the others half
 * a period later. Those of one wake-up run one after the other, and a task never beside itself. Thread-safe.
 */
final class MediaBeat {
    static final Duration PERIOD = Duration.ofMillis(20);
    static final int WAKE_UPS = 4;
    static final int FEW = 6;
    private static final int AT_ONCE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(MediaBeat.class);

    private final Repeater repeater;
    private final LongSupplier nanoTime;
    private final List<WakeUp> wakeUps =
            IntStream.range(0, WAKE_UPS).mapToObj(WakeUp::new).toList();

    /** Runs a task every {@link #PERIOD}. */
    interface Repeater {
        /** Begins after so many nanoseconds; what is given back ends it. */
        Runnable repeat(int wakeUp, Runnable task, long delayNanos);
    }

    /** A beat without tasks, which takes no time. */
    MediaBeat(Repeater repeater, LongSupplier nanoTime) {
        this.repeater = repeater;
        this.nanoTime = nanoTime;
    }

    /** A beat on these threads. */
    static MediaBeat on(MediaThreads threads) {
        return new MediaBeat(
                (wakeUp, task, delayNanos) -> threads.repeat(wakeUp, task, delayNanos, PERIOD), RtcClock::sharedNanos);
    }

    /**
     * Runs the task every 20 ms from the next wake-up on, until what is given back is run. One that throws is logged and not run again.
     */
    synchronized Runnable add(Runnable task) {
        WakeUp chosen = choose();
        chosen.tasks.add(task);
        if (chosen.stop == null) {
            chosen.stop = repeater.repeat(chosen.index, chosen::run, chosen.delay(nanoTime.getAsLong()));
        }
        return () -> remove(chosen, task);
    }

    /** One that is there anyway while it has few tasks, else the one with the fewest. */
    private WakeUp choose() {
        Comparator<WakeUp> fewestTasks = Comparator.comparingInt(one -> one.tasks.size());
        return wakeUps.stream()
                .filter(one -> !one.tasks.isEmpty() && one.tasks.size() < FEW)
                .min(fewestTasks)
                .or(() -> wakeUps.stream().min(fewestTasks))
                .orElseThrow();
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
        private final int index;
        private final long phase;
        private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
        private @Nullable Runnable stop;

        private WakeUp(int index) {
            this.index = index;
            long together = index / AT_ONCE;
            this.phase = together * AT_ONCE * PERIOD.toNanos() / WAKE_UPS;
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
