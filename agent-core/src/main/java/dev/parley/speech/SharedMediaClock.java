package dev.parley.speech;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An actor system's {@link MediaClock}: one thread, started with the first listener, ended with the system. Beats keep to
 * whole periods of {@link System#nanoTime}, so that other threads with such a beat wake up once for both; after a stall of up to a
 * second the missed ones are made up for, so that playback stays in real time, and a longer one is skipped.
 */
public final class SharedMediaClock implements MediaClock, Extension {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMediaClock.class);
    private static final Id ID = new Id();
    private static final long PERIOD_NANOS = PERIOD.toNanos();
    private static final long SKIP_AFTER_NANOS = 1_000_000_000L;

    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "parley-media-clock");
    private boolean started;
    private volatile boolean stopped;

    /** The extension's id. */
    private static final class Id extends ExtensionId<SharedMediaClock> {
        @Override
        public SharedMediaClock createExtension(ActorSystem<?> system) {
            SharedMediaClock clock = new SharedMediaClock();
            system.getWhenTerminated().thenRun(clock::stop);
            return clock;
        }
    }

    private SharedMediaClock() {
        thread.setDaemon(true);
    }

    public static SharedMediaClock of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    @Override
    public Runnable onBeat(Runnable listener) {
        listeners.add(listener);
        start();
        return () -> listeners.remove(listener);
    }

    private synchronized void start() {
        if (!started && !stopped) {
            started = true;
            thread.start();
        }
    }

    private void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        long next = beatAfter(System.nanoTime());
        while (!stopped) {
            long now = System.nanoTime();
            if (now < next) {
                LockSupport.parkNanos(this, next - now);
                continue;
            }
            next = now - next > SKIP_AFTER_NANOS ? beatAfter(now) : next + PERIOD_NANOS;
            for (Runnable listener : listeners) {
                beat(listener);
            }
        }
    }

    private static long beatAfter(long now) {
        return now + PERIOD_NANOS - Math.floorMod(now, PERIOD_NANOS);
    }

    /** One call's failure must not silence the others. */
    private void beat(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException failure) {
            listeners.remove(listener);
            LOG.error("A playout failed and was taken off the clock.", failure);
        }
    }
}
