package dev.parley.bench.soak;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Compares what is there after a run with what was there before; timers that run out by themselves get their time. */
final class Settling {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final Reading before;
    private final LiveObjects objects;

    private Settling(ActorSystem<?> system, Reading before, LiveObjects objects) {
        this.system = system;
        this.before = before;
        this.objects = objects;
    }

    static Settling before(ActorSystem<?> system) {
        LiveObjects objects = LiveObjects.now();
        return new Settling(system, Reading.now(), objects);
    }

    /** What is left over, at the latest after a minute. */
    SoakFigures.Leftovers after(long leastGrowth) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        SoakFigures.Leftovers left = compare(leastGrowth);
        while (!left.isNothing() && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            left = compare(leastGrowth);
        }
        return left;
    }

    private SoakFigures.Leftovers compare(long leastGrowth) {
        Map<String, Long> grown = LiveObjects.now().grownSince(objects, leastGrowth);
        Reading now = Reading.now();
        return new SoakFigures.Leftovers(
                sessionActors(),
                Math.max(0, now.threads() - before.threads()),
                Math.max(0, now.handles() - before.handles()),
                grown);
    }

    private int sessionActors() {
        return (int) system.printTree()
                .lines()
                .filter(line -> line.contains(" session-"))
                .count();
    }
}
