package dev.parley.session.internal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An actor system's timers that keep to a fraction of a millisecond, on one thread: Akka's are rounded up to its scheduler's
 * ticks, 10 ms by default, which a caller would wait at the end of every turn. Thread-safe.
 */
final class SharedTimers implements Extension, SessionTimers.Scheduler {
    private static final Id ID = new Id();

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "parley-timers");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // once the system is gone nobody waits

    /** The extension's id. */
    private static final class Id extends ExtensionId<SharedTimers> {
        @Override
        public SharedTimers createExtension(ActorSystem<?> system) {
            SharedTimers timers = new SharedTimers();
            system.getWhenTerminated().thenRun(timers.executor::shutdownNow);
            return timers;
        }
    }

    private SharedTimers() {
        executor.setRemoveOnCancelPolicy(true);
    }

    static SharedTimers of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** The task must take microseconds: all sessions' others wait for it. */
    @Override
    public Future<?> after(Duration delay, Runnable task) {
        return executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
