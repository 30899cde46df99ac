package dev.parley.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.speech.SharedMediaClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Many calls at once in one process, at real pace, with scripted models: each caller speaks, hears an answer of four
 * seconds, cuts in on every fourth, and speaks again.
 */
public final class CallLoad {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int calls;
    private final Duration time;

    /** A run of this many calls for this long. */
    public CallLoad(int calls, Duration time) {
        this.calls = calls;
        this.time = time;
    }

    /** Runs with {@code CALLS MINUTES}, by default 200 and 10, and prints its figures. */
    public static void main(String[] arguments) throws Exception {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        Duration time =
                Duration.ofSeconds(Math.round(60 * (arguments.length > 1 ? Double.parseDouble(arguments[1]) : 10)));
        System.out.println(new CallLoad(calls, time).run());
    }

    /** Blocks until the run is over. */
    public LoadFigures run() throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "load");
        try {
            return run(system);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private LoadFigures run(ActorSystem<Void> system) throws Exception {
        warmUp(system);
        int threads = ownThreads();
        int handles = openHandles();
        List<LoadCaller> callers = start(system, calls);
        pause(time.dividedBy(10));
        callers.forEach(LoadCaller::beginMeasuring);
        double early = liveHeap();
        pause(time.multipliedBy(9).dividedBy(10));
        callers.forEach(LoadCaller::endMeasuring);
        double late = liveHeap();
        end(callers);
        LoadFigures.Leftovers left = new LoadFigures.Leftovers(
                sessionActors(system), Math.max(0, ownThreads() - threads), Math.max(0, openHandles() - handles));
        return figures(callers, new LoadFigures.Heap(early, late), left);
    }

    private LoadFigures figures(List<LoadCaller> callers, LoadFigures.Heap heap, LoadFigures.Leftovers left) {
        Histogram lateness = new Histogram(TimeUnit.SECONDS.toMicros(60), 3);
        Histogram cut = new Histogram(TimeUnit.SECONDS.toMicros(60), 3);
        long turns = 0;
        long frames = 0;
        for (LoadCaller caller : callers) {
            lateness.add(caller.lateness());
            cut.add(caller.cuts());
            turns += caller.turns();
            frames += caller.frames();
        }
        return new LoadFigures(calls, turns, frames, lateness, cut, heap, left);
    }

    /** Threads and handles that live as long as the process come into being before the count. */
    private static void warmUp(ActorSystem<Void> system) throws Exception {
        List<LoadCaller> first = start(system, 20);
        pause(Duration.ofSeconds(8));
        end(first);
    }

    /** The calls begin over two seconds, as calls do. */
    private static List<LoadCaller> start(ActorSystem<Void> system, int count) throws Exception {
        List<LoadCaller> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(LoadCaller.start(system, SharedMediaClock.of(system), i));
            pause(Duration.ofSeconds(2).dividedBy(count));
        }
        return callers;
    }

    private static void end(List<LoadCaller> callers) throws Exception {
        CompletableFuture.allOf(callers.stream()
                        .map(caller -> caller.end().toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        pause(Duration.ofSeconds(2));
    }

    private static int sessionActors(ActorSystem<Void> system) {
        return (int) system.printTree()
                .lines()
                .filter(line -> line.contains(" session-"))
                .count();
    }

    /** Live threads that no pool owns. */
    private static int ownThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().contains("dispatcher"))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
                .count();
    }

    private static int openHandles() {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> handles = Files.list(open)) {
            return (int) handles.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static double liveHeap() throws InterruptedException {
        System.gc();
        pause(Duration.ofMillis(200));
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
    }

    private static void pause(Duration length) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }
}
