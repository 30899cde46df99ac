package dev.parley.resilience;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** A scheduler whose time passes when a test says so; what is due runs on the test's thread. Thread-safe. */
public final class VirtualScheduler extends AbstractScheduler {
    private final PriorityQueue<Task> agenda =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::order));
    private Duration now = Duration.ZERO;
    private long order;

    private record Task(Duration at, long order, Runnable work, AtomicBoolean cancelled) {}

    /** The constructor that Akka looks for. */
    @SuppressWarnings("unused") // the signature is Akka's
    public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    public synchronized Duration now() {
        return now;
    }

    /** Lets time pass; each task runs at its own time. */
    public void pass(Duration time) {
        Duration end = now().plus(time);
        for (Runnable due = next(end); due != null; due = next(end)) {
            due.run();
        }
    }

    private synchronized @Nullable Runnable next(Duration end) {
        while (!agenda.isEmpty() && agenda.peek().at().compareTo(end) <= 0) {
            Task task = agenda.remove();
            if (!task.cancelled().get()) {
                now = task.at();
                return task.work();
            }
        }
        now = end;
        return null;
    }

    @Override
    public synchronized Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
        AtomicBoolean cancelled = new AtomicBoolean();
        agenda.add(new Task(now.plusNanos(delay.toNanos()), order++, work, cancelled));
        return new Cancellable() {
            @Override
            public boolean cancel() {
                return cancelled.compareAndSet(false, true);
            }

            @Override
            public boolean isCancelled() {
                return cancelled.get();
            }
        };
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in Akka's class all the same
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable work, ExecutionContext executor) {
        Repeating repeating = new Repeating(interval, work, executor);
        scheduleOnce(initialDelay, repeating, executor);
        return repeating;
    }

    /** Work that schedules itself again until it is cancelled. */
    private final class Repeating implements Runnable, Cancellable {
        private final FiniteDuration interval;
        private final Runnable work;
        private final ExecutionContext executor;
        private final AtomicBoolean cancelled = new AtomicBoolean();

        private Repeating(FiniteDuration interval, Runnable work, ExecutionContext executor) {
            this.interval = interval;
            this.work = work;
            this.executor = executor;
        }

        @Override
        public void run() {
            if (!cancelled.get()) {
                work.run();
                scheduleOnce(interval, this, executor);
            }
        }

        @Override
        public boolean cancel() {
            return cancelled.compareAndSet(false, true);
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }

    @Override
    public double maxFrequency() {
        return 1.0 / FiniteDuration.create(1, TimeUnit.MILLISECONDS).toSeconds();
    }
}
