package dev.parley.rtc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The few threads that encode and decode. Each waits for tasks of its own: threads that wait for the same ones wake each other up at
 * every task, to have somebody wait for the next. Thread-safe.
 */
final class MediaThreads implements AutoCloseable {
    private final List<ScheduledThreadPoolExecutor> threads;
    private final AtomicInteger given = new AtomicInteger();

    /** So many of them, which run nothing after {@link #close}. */
    MediaThreads(int count, ThreadFactory factory) {
        threads = Stream.generate(() -> thread(factory)).limit(count).toList();
    }

    private static ScheduledThreadPoolExecutor thread(ThreadFactory factory) {
        ScheduledThreadPoolExecutor thread =
                new ScheduledThreadPoolExecutor(1, factory, new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
        return thread;
    }

    /** Runs a task after the delay and then with this period, each number on a thread of its own while they last. */
    Runnable repeat(int number, Runnable task, long delayNanos, Duration period) {
        ScheduledFuture<?> repeated = threads.get(number % threads.size())
                .scheduleAtFixedRate(task, delayNanos, period.toNanos(), TimeUnit.NANOSECONDS);
        return () -> repeated.cancel(false);
    }

    /** One of them, which runs what it is given in order; they are given in turns. */
    Executor next() {
        return threads.get(Math.floorMod(given.getAndIncrement(), threads.size()));
    }

    @Override
    public void close() {
        threads.forEach(ScheduledThreadPoolExecutor::shutdownNow);
    }
}
