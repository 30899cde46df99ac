package dev.parley.realtime.pool;

import akka.Done;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are used one at a time and kept for the next use (LiveKit Agents' {@code ConnectionPool}). Thread-safe. There
 * are as many as are in use at once; one that is older than it may be, or has ended, is not given out again.
 *
 * @param <C> a connection
 */
public final class ConnectionPool<C extends PooledConnection> {
    private final Supplier<? extends CompletionStage<C>> connect;
    private final Duration longestSession;
    private final InstantSource clock;
    private final IdentityHashMap<C, Known> known = new IdentityHashMap<>();
    private final Deque<C> idle = new ArrayDeque<>();
    private long generation;

    /** Since when a connection is there, and by which settings it was made. */
    private record Known(Instant since, long generation) {}

    /**
     * A pool without connections.
     *
     * @param connect makes one, within a deadline of its own
     * @param longestSession how old a connection may be when it is given out
     */
    public ConnectionPool(
            Supplier<? extends CompletionStage<C>> connect, Duration longestSession, InstantSource clock) {
        this.connect = connect;
        this.longestSession = longestSession;
        this.clock = clock;
    }

    /** A connection that is kept, the one used last, or else a new one; whoever gets it gives it back. */
    public CompletionStage<C> get() {
        C kept = takeIdle();
        return kept == null ? fresh() : CompletableFuture.completedStage(kept);
    }

    private synchronized @Nullable C takeIdle() {
        for (C last = idle.pollLast(); last != null; last = idle.pollLast()) {
            if (last.open() && !tooOld(last)) {
                return last;
            }
            remove(last);
        }
        return null;
    }

    private boolean tooOld(C connection) {
        Known of = known.get(connection);
        return of == null || clock.instant().isAfter(of.since().plus(longestSession));
    }

    private CompletionStage<C> fresh() {
        long asked;
        synchronized (this) {
            asked = generation;
        }
        return connect.get().thenCompose(connection -> {
            if (keep(connection, asked)) {
                return CompletableFuture.completedStage(connection);
            }
            connection.close(); // made by settings that hold no more
            return fresh();
        });
    }

    private synchronized boolean keep(C connection, long asked) {
        if (asked != generation) {
            return false;
        }
        known.put(connection, new Known(clock.instant(), asked));
        return true;
    }

    /** It was used to the end and can be used again. */
    public void put(C connection) {
        boolean kept;
        synchronized (this) {
            Known of = known.get(connection);
            kept = of != null && of.generation() == generation && connection.open();
            if (kept) {
                idle.addLast(connection);
            }
        }
        if (!kept) {
            remove(connection);
        }
    }

    /** It can't be used any more, and is closed. */
    public void remove(C connection) {
        synchronized (this) {
            known.remove(connection);
            idle.remove(connection);
        }
        connection.close();
    }

    /** Other settings hold now: what is idle is closed, what is in use when it is given back. */
    public void invalidate() {
        List<C> old;
        synchronized (this) {
            generation++;
            old = List.copyOf(idle);
        }
        old.forEach(this::remove);
    }

    /** Makes a connection ahead of the first use, unless there is one that can be used. */
    public CompletionStage<Done> prewarm() {
        synchronized (this) {
            if (known.keySet().stream().anyMatch(connection -> connection.open() && !tooOld(connection))) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
        }
        return fresh().thenApply(connection -> {
            put(connection);
            return Done.getInstance();
        });
    }
}
