package dev.parley.worker.server;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.actor.Scheduler;
import akka.actor.SchedulerException;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Timers of an actor system, whose thread wakes up when one is due. That of Akka's own scheduler wakes at every tick, 100 times a second
 * by default, which costs an idle worker more than all else. As there, times are rounded up to {@code akka.scheduler.tick-duration}: what
 * is due within one shares a wake-up. Akka makes it by its name, {@code akka.scheduler.implementation}. Thread-safe.
 *
 * <p>What is done again after a pause of 250 ms, or a multiple of it, falls into step with all else that is: its second run comes up to
 * 250 ms later than told, all others when told or, after a run that was late, by up to 50 ms sooner. So the heartbeats, rounds of gossip
 * and checks of an idle node share a few wake-ups.
 */
@SuppressWarnings("ReferenceEquality") // CANCELLED stands for what there is one of
final class TicklessScheduler extends AbstractScheduler implements Closeable {
    private static final Cancellable CANCELLED = Cancellable.alreadyCancelled();

    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(250);
    /** So late a run may be without being out of step. */
    private static final long LATE = BEAT / 5;

    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(1);
    /** Some 70 years, beyond which sums of nanoseconds would run over. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private static final LongSupplier NANO_TIME = System::nanoTime;
    /** All schedulers of the process count from here, so that they share one grid. */
    private static final long START = NANO_TIME.getAsLong();

    private final long tick;
    private final ScheduledThreadPoolExecutor clock;
    /** By the number of the tick that they are due at; what is cancelled stays until then, as an empty shell. */
    private final Map<Long, Queue<Timer>> due = new ConcurrentHashMap<>();

    private final Set<Timer> runOnClose = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** The constructor that Akka looks for. */
    @SuppressWarnings("unused") // the signature is Akka's
    TicklessScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        tick = config.getDuration("akka.scheduler.tick-duration").toNanos();
        if (tick < SHORTEST_TICK) {
            throw new IllegalArgumentException(
                    "akka.scheduler.tick-duration: " + tick + " ns (expected: 1 ms or more, such as 10 ms)");
        }
        clock = new ScheduledThreadPoolExecutor(1, threads, new ThreadPoolExecutor.DiscardPolicy());
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
        return unlessClosed(after(delay.toNanos(), tick, work, executor));
    }

    @Override
    public Cancellable scheduleWithFixedDelay(
            FiniteDuration initialDelay, FiniteDuration delay, Runnable work, ExecutionContext executor) {
        long pause = positive(delay);
        boolean inStep = pause % BEAT == 0 && BEAT % tick == 0;
        Repeated repeated = new Repeated(() -> inStep ? pause - LATE : pause, inStep ? BEAT : tick, work, executor);
        return unlessClosed(repeated.begin(initialDelay.toNanos()));
    }

    /** At a fixed rate: what was missed is made up for, one after the other. */
    @Override
    @SuppressWarnings("deprecation") // abstract in Akka's class all the same: it is what its scheduleAtFixedRate calls
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable work, ExecutionContext executor) {
        long rate = positive(interval);
        AtomicLong due = new AtomicLong(NANO_TIME.getAsLong() + initialDelay.toNanos());
        LongSupplier pause = () -> Math.max(1, due.addAndGet(rate) - NANO_TIME.getAsLong());
        return unlessClosed(new Repeated(pause, tick, work, executor).begin(initialDelay.toNanos()));
    }

    @Override
    public double maxFrequency() {
        return (double) TimeUnit.SECONDS.toNanos(1) / tick;
    }

    /** Timers that are not due yet end, but for those by which Akka's dispatchers end their threads: these run now. */
    @Override
    public void close() {
        closed = true;
        clock.shutdown();
        runOnClose.forEach(Timer::run);
    }

    private static long positive(FiniteDuration pause) {
        if (pause.toNanos() <= 0) {
            throw new IllegalArgumentException("pause of a timer: " + pause + " (expected: more than nothing)");
        }
        return pause.toNanos();
    }

    private static Cancellable unlessClosed(Cancellable timer) {
        if (timer == CANCELLED) {
            throw new IllegalStateException("timer: after the end of the actor system (expected: before)");
        }
        return timer;
    }

    /** {@link #CANCELLED} if the scheduler is closed. */
    private Cancellable after(long nanos, long grid, Runnable work, ExecutionContext executor) {
        Timer timer = new Timer(work, executor);
        if (nanos > 0) {
            timer.start(roundedUp(Math.min(nanos, LONGEST), grid));
        } else if (!closed) {
            timer.run();
        }
        return closed && timer.cancel() ? CANCELLED : timer;
    }

    /** The time in so many nanoseconds, since the start, rounded up to the grid. */
    private long roundedUp(long nanos, long grid) {
        long at = NANO_TIME.getAsLong() - START + nanos;
        return at + Math.floorMod(-at, grid);
    }

    /** All timers of a tick wait as one: the clock's queue has a lock, and so has each tick, but only for itself. */
    @SuppressWarnings("FutureReturnValueIgnored") // what a timer throws is logged where it runs
    private void add(Timer timer, long at) {
        due.compute(Math.floorDiv(at + tick - 1, tick), (number, timers) -> {
            Queue<Timer> all = timers;
            if (all == null) {
                all = new ArrayDeque<>();
                long wait = number * tick - (NANO_TIME.getAsLong() - START);
                clock.schedule(() -> run(number), wait, TimeUnit.NANOSECONDS);
            }
            all.add(timer);
            return all;
        });
    }

    private void run(long number) {
        Queue<Timer> timers = due.remove(number);
        if (timers != null) {
            timers.forEach(Timer::run);
        }
    }

    /** Work that is handed to its executor once, unless it is cancelled before. */
    private final class Timer implements Cancellable {
        private final AtomicReference<@Nullable Runnable> work;
        private final ExecutionContext executor;
        private volatile boolean cancelled;

        private Timer(Runnable work, ExecutionContext executor) {
            this.work = new AtomicReference<>(work);
            this.executor = executor;
        }

        private void start(long at) {
            if (work.get() instanceof Scheduler.TaskRunOnClose) {
                runOnClose.add(this);
            }
            TicklessScheduler.this.add(this, at);
        }

        private void run() {
            Runnable task = work.getAndSet(null);
            if (task == null) {
                return;
            }
            forget(task);
            try {
                executor.execute(task);
            } catch (Throwable failure) {
                executor.reportFailure(failure);
            }
        }

        @Override
        public boolean cancel() {
            Runnable ended = work.getAndSet(null);
            if (ended == null) {
                return false;
            }
            cancelled = true;
            forget(ended);
            return true;
        }

        private void forget(Runnable ended) {
            if (ended instanceof Scheduler.TaskRunOnClose) {
                runOnClose.remove(this);
            }
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    /** Work that is done again after a pause until it is cancelled, throws, or the scheduler is closed. */
    private final class Repeated implements Runnable, Cancellable {
        private final LongSupplier pause;
        private final long grid;
        private final Runnable work;
        private final ExecutionContext executor;
        private final AtomicReference<@Nullable Cancellable> next = new AtomicReference<>();

        private Repeated(LongSupplier pause, long grid, Runnable work, ExecutionContext executor) {
            this.pause = pause;
            this.grid = grid;
            this.work = work;
            this.executor = executor;
        }

        /** The first run may be over, and the second one planned, before it is noted here. */
        private Cancellable begin(long nanos) {
            Cancellable first = after(nanos, tick, this, executor);
            next.compareAndSet(null, first);
            return first == CANCELLED ? first : this;
        }

        @Override
        public void run() {
            if (isCancelled()) {
                return;
            }
            try {
                work.run();
            } catch (SchedulerException ended) {
                return; // the actor that was to be told has stopped; Akka's way to end this
            }
            if (!isCancelled()) {
                Cancellable again = after(pause.getAsLong(), grid, this, executor);
                if (next.getAndUpdate(now -> now == CANCELLED ? now : again) == CANCELLED) {
                    again.cancel();
                }
            }
        }

        @Override
        public boolean cancel() {
            Cancellable planned = next.getAndSet(CANCELLED);
            if (planned != null) {
                planned.cancel();
            }
            return planned != CANCELLED;
        }

        @Override
        public boolean isCancelled() {
            return next.get() == CANCELLED;
        }
    }
}
