package dev.parley.bench.pipeline;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.bench.realtime.ClientProtocol;
import dev.parley.bench.realtime.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Parley as a client of the pipeline bench: so many sessions in one process, and the clock by which their callers speak. */
public final class PipelineClient {
    private static final long TICK = 5_000_000;
    private static final int GROUPS = 4;

    private final PipelineFigures figures;
    private final List<PipelineCall> calls = new ArrayList<>();

    private PipelineClient(PipelineFigures figures) {
        this.figures = figures;
    }

    /** Runs with {@code --n SESSIONS --out FILE --timetable JSON} and follows its standard input; see {@link ClientProtocol}. */
    public static void main(String[] arguments) {
        Options options = Options.of(arguments, Set.of("n", "out", "timetable"));
        PipelineFigures figures = new PipelineFigures();
        PipelineClient client = new PipelineClient(figures);
        ClientProtocol.follow(figures, Path.of(options.text("out")), () -> client.start(options));
    }

    /** The callers' turns are spread evenly over the period. */
    private void start(Options options) throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench");
        Timetable timetable = Timetable.standardBut(options.text("timetable", "{}"));
        int sessions = options.count("n", 1);
        for (int i = 0; i < sessions; i++) {
            calls.add(PipelineCall.start(system, timetable, i * timetable.periodFrames() / sessions, figures));
        }
        Thread thread = new Thread(this::speak, "callers");
        thread.setDaemon(true);
        thread.start();
    }

    /** Every caller is given its turn every 20 ms, a quarter of them every 5 ms; after a delay all at once. */
    private void speak() {
        long start = System.nanoTime() + 10 * TICK;
        for (long tick = 0; ; tick++) {
            long due = start + tick * TICK;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            figures.ticked(System.nanoTime() - due);
            for (int i = (int) (tick % GROUPS); i < calls.size(); i += GROUPS) {
                calls.get(i).speak(due);
            }
        }
    }
}
