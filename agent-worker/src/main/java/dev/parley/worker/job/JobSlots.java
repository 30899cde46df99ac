package dev.parley.worker.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The places for calls: never more reservations than capacity at any moment. Thread-safe, without locks. */
public final class JobSlots {
    private final int capacity;
    private final AtomicInteger taken = new AtomicInteger();

    public JobSlots(int capacity) {
        this.capacity = capacity;
    }

    public int capacity() {
        return capacity;
    }

    /** Reservations not released yet. */
    public int taken() {
        return taken.get();
    }

    /** Takes a place, or nothing if there is none. */
    public Optional<Reservation> reserve() {
        int before = taken.getAndUpdate(count -> count < capacity ? count + 1 : count);
        return before < capacity ? Optional.of(new Reservation()) : Optional.empty();
    }

    /** A place that is held. */
    public final class Reservation implements JobPlace {
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Reservation() {}

        /** Whether it is neither given back nor handed over. */
        public boolean isHeld() {
            return held.get();
        }

        /** Gives the place back; only the first call does, since both a job and its parent may find that it ended. */
        @Override
        public void release() {
            if (held.compareAndSet(true, false)) {
                taken.decrementAndGet();
            }
        }

        /** The same place under a new holder; nothing if it was given back. This reservation holds nothing then. */
        public Optional<Reservation> handOver() {
            return held.compareAndSet(true, false) ? Optional.of(new Reservation()) : Optional.empty();
        }
    }
}
