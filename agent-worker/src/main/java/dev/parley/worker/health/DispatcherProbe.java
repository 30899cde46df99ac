package dev.parley.worker.health;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import dev.parley.session.SessionDispatcher;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Finds out whether the actors' threads are starved, by a task that should run every half second. Thread-safe.
 */
public final class DispatcherProbe implements AutoCloseable {
    private static final long INTERVAL = Duration.ofMillis(500).toNanos();
    private static final long REMEMBERED = Duration.ofSeconds(5).toNanos();

    private final LongSupplier nanoTime;
    private volatile long lastRun;
    private volatile long worst;
    private volatile long worstAt;
    private volatile Cancellable timer = Cancellable.alreadyCancelled();

    DispatcherProbe(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastRun = nanoTime.getAsLong();
        this.worstAt = lastRun;
    }

    /** A probe of the system's default dispatcher and of its sessions', one after the other; runs until closed. */
    public static DispatcherProbe of(ActorSystem<?> system) {
        DispatcherProbe probe = new DispatcherProbe(System::nanoTime);
        Duration interval = Duration.ofNanos(INTERVAL);
        Executor sessions = system.dispatchers().lookup(SessionDispatcher.selector());
        probe.timer = system.scheduler()
                .scheduleAtFixedRate(interval, interval, () -> sessions.execute(probe::run), system.executionContext());
        return probe;
    }

    void run() {
        long now = nanoTime.getAsLong();
        long late = Math.max(0, now - lastRun - INTERVAL);
        if (late >= worst || now - worstAt > REMEMBERED) {
            worst = late;
            worstAt = now;
        }
        lastRun = now;
    }

    /** The longest delay of the last five seconds, counting the one that may be going on. */
    public Duration lag() {
        long now = nanoTime.getAsLong();
        long current = Math.max(0, now - lastRun - INTERVAL);
        long remembered = now - worstAt > REMEMBERED ? 0 : worst;
        return Duration.ofNanos(Math.max(current, remembered));
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
