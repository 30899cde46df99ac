package dev.parley.session.internal;

import dev.parley.session.engine.Timer;
import dev.parley.session.internal.SessionActor.TimerElapsed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The timers of one session, at most one of each kind. Not thread-safe: it is the actor's own. */
final class SessionTimers {
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final Consumer<TimerElapsed> actor;
    private final Map<Timer, Pending> pending = new EnumMap<>(Timer.class);
    private long started;

    /** A timer that runs, by a number of its own: what an earlier one of its kind has sent may still be under way. */
    private record Pending(long number, Instant at, Future<?> task) {}

    /** Runs things later. */
    @FunctionalInterface
    interface Scheduler {
        /** Runs the task once, after this delay; cancelling forgets it. */
        Future<?> after(Duration delay, Runnable task);
    }

    SessionTimers(Scheduler scheduler, InstantSource clock, Consumer<TimerElapsed> actor) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.actor = actor;
    }

    /** Starts it in place of the one of its kind that runs, if any. */
    void start(Timer timer, Instant at) {
        cancel(timer);
        TimerElapsed elapsed = new TimerElapsed(timer, ++started);
        Duration delay = Duration.between(clock.instant(), at);
        pending.put(timer, new Pending(started, at, scheduler.after(delay, () -> actor.accept(elapsed))));
    }

    void cancel(Timer timer) {
        Pending cancelled = pending.remove(timer);
        if (cancelled != null) {
            cancelled.task().cancel(false);
        }
    }

    /**
     * Whether the time has come that this tells of. It has not if the timer was cancelled or replaced meanwhile; nor if the clock
     * was set back, and then it is waited for.
     */
    boolean isDue(TimerElapsed elapsed) {
        Pending now = pending.get(elapsed.timer());
        if (now == null || now.number() != elapsed.number()) {
            return false;
        }
        if (clock.instant().isBefore(now.at())) {
            start(elapsed.timer(), now.at());
            return false;
        }
        pending.remove(elapsed.timer());
        return true;
    }

    void close() {
        pending.values().forEach(left -> left.task().cancel(false));
        pending.clear();
    }
}
