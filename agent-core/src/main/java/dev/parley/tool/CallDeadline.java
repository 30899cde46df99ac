package dev.parley.tool;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The deadline of one call, which stands still while it is held. Thread-safe. */
final class CallDeadline {
    private final ScheduledExecutorService timer;
    private final Duration limit;
    private Runnable expiry = () -> {};
    private @Nullable ScheduledFuture<?> running;
    private long remainingNanos;
    private int holds;
    private boolean stopped;

    CallDeadline(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
        this.remainingNanos = limit.toNanos();
    }

    Duration limit() {
        return limit;
    }

    synchronized void start(Runnable whenExpired) {
        expiry = whenExpired;
        schedule();
    }

    synchronized void stop() {
        stopped = true;
        cancel();
    }

    synchronized void hold() {
        holds++;
        ScheduledFuture<?> pending = running;
        if (pending != null) {
            remainingNanos = Math.max(0, pending.getDelay(TimeUnit.NANOSECONDS));
        }
        cancel();
    }

    synchronized void release() {
        holds--;
        if (holds == 0 && !stopped) {
            try {
                schedule();
            } catch (RejectedExecutionException shutDown) {
                // the executor was closed meanwhile, and has given up the call by itself
                stopped = true;
            }
        }
    }

    private void schedule() {
        running = timer.schedule(expiry, remainingNanos, TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }
}
