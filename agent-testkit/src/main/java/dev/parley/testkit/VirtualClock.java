package dev.parley.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A clock that stands still until it is told to run, and then jumps from one scheduled action to the next. Actions of
 * the same instant run in the order in which they were scheduled, so a run is the same each time. Not thread-safe.
 */
public final class VirtualClock implements InstantSource {
    private final PriorityQueue<Scheduled> agenda =
            new PriorityQueue<>(Comparator.comparing(Scheduled::at).thenComparingLong(Scheduled::order));
    private Instant now = Instant.EPOCH;
    private long scheduled;

    private record Scheduled(Instant at, long order, Action action) {}

    /** A scheduled action that can be called off. */
    public static final class Action {
        private final Runnable body;
        private boolean cancelled;

        private Action(Runnable body) {
            this.body = body;
        }

        /** The action will not run. Idempotent. */
        public void cancel() {
            cancelled = true;
        }
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Time since the clock's start. */
    public Duration elapsed() {
        return Duration.between(Instant.EPOCH, now);
    }

    public Action after(Duration delay, Runnable body) {
        return at(now.plus(delay), body);
    }

    /** Schedules an action; one that lies in the past runs next. */
    public Action at(Instant time, Runnable body) {
        Action action = new Action(body);
        agenda.add(new Scheduled(time.isBefore(now) ? now : time, scheduled++, action));
        return action;
    }

    /** Runs all actions up to this time, and those they schedule, then stands at it. */
    public void runUntil(Instant end) {
        for (Scheduled next = agenda.peek(); next != null && !next.at().isAfter(end); next = agenda.peek()) {
            agenda.remove();
            now = next.at();
            if (!next.action().cancelled) {
                next.action().body.run();
            }
        }
        now = end.isAfter(now) ? end : now;
    }
}
