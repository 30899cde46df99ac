package dev.parley.realtime.livekit.strand;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Strand} on the default dispatcher of an actor system: it takes a thread while it has tasks, and none while it has
 * not. Thread-safe.
 */
public final class DispatcherStrand implements Strand {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherStrand.class);
    private static final int WAITING_TASKS = 10_000;
    /** After so many tasks others get the thread. */
    private static final int TURN = 64;
    /** Akka's scheduler refuses more than 248 days, and a server may ask for any interval. */
    private static final Duration LONGEST = Duration.ofDays(100);

    private final ActorSystem<?> system;
    private final Executor dispatcher;
    private final Clock clock = Clock.systemUTC();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean();

    private DispatcherStrand(ActorSystem<?> system) {
        this.system = system;
        this.dispatcher = system.executionContext();
    }

    /** A strand of its own on this system. */
    public static DispatcherStrand of(ActorSystem<?> system) {
        return new DispatcherStrand(system);
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public void execute(Runnable task) {
        requireRoom();
        add(task);
    }

    @Override
    public void executeHere(Runnable task) {
        requireRoom();
        tasks.add(task);
        if (running.compareAndSet(false, true)) {
            turn();
        }
    }

    private void requireRoom() {
        if (waiting.incrementAndGet() > WAITING_TASKS) {
            waiting.decrementAndGet();
            throw new RejectedExecutionException("tasks of a room: more than " + WAITING_TASKS
                    + " wait (expected: fewer; the machine is overloaded, or one of them blocks)");
        }
    }

    private void add(Runnable task) {
        tasks.add(task);
        startTurn();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        AtomicBoolean calledOff = new AtomicBoolean();
        Runnable unlessCalledOff = () -> {
            if (!calledOff.get()) {
                task.run();
            }
        };
        Duration wait = delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
        Cancellable scheduled =
                system.scheduler().scheduleOnce(wait, () -> onTime(unlessCalledOff), system.executionContext());
        return () -> {
            calledOff.set(true);
            scheduled.cancel();
        };
    }

    /** Timers are never refused: what waits for one would wait forever. */
    private void onTime(Runnable task) {
        waiting.incrementAndGet();
        add(task);
    }

    private void startTurn() {
        if (running.compareAndSet(false, true)) {
            dispatcher.execute(this::turn);
        }
    }

    private void turn() {
        Optional<Error> fatal = Optional.empty();
        for (int i = 0; i < TURN && fatal.isEmpty(); i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            waiting.decrementAndGet();
            fatal = run(task);
        }
        running.set(false);
        if (!tasks.isEmpty()) {
            startTurn();
        }
        fatal.ifPresent(DispatcherStrand::uncaught);
    }

    private static Optional<Error> run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            LOG.error("A task of a room failed.", failure);
        } catch (Error fatal) {
            return Optional.of(fatal);
        }
        return Optional.empty();
    }

    /** As if the thread's own task had failed, which the caller of {@link #executeHere} is not to notice. */
    private static void uncaught(Error fatal) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, fatal);
    }
}
