package dev.parley.realtime.livekit.strand;

import dev.parley.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;

/** A strand on virtual time: what it is given runs at once, or after what runs already. */
public final class VirtualStrand implements Strand {
    private final VirtualClock clock = new VirtualClock();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /** Lets time pass. */
    public void pass(Duration time) {
        clock.runUntil(clock.instant().plus(time));
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return clock.after(delay, () -> execute(task))::cancel;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
        } finally {
            running = false;
        }
    }
}
