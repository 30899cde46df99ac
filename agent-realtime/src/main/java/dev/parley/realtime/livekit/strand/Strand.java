package dev.parley.realtime.livekit.strand;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * Runs the tasks of one room, one at a time and in the order given, so that what belongs to the room needs no locks; and
 * tells the room's time. Tasks must not block. A task that throws is logged and harms no other.
 */
public interface Strand extends Executor, InstantSource {

    /**
     * Runs a task here.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many tasks wait
     */
    @Override
    void execute(Runnable task);

    /**
     * The same, at once on the calling thread if no other task runs: for threads that may be kept for a while, as a stream's.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many tasks wait
     */
    default void executeHere(Runnable task) {
        execute(task);
    }

    /** Runs a task here after this time, unless it is called off before. */
    Timer after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Timer {
        /** The task will not run, if the strand has not begun with it. Idempotent. */
        void cancel();
    }
}
