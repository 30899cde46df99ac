package dev.parley.bench.livekit;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.testkit.live.LiveScript;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * The jobs of the dispatch bench: each joins its room and, if {@code BENCH_SESSION} is set, runs a session with
 * scripted models there. Appends a line of
 * JSON to {@code BENCH_LOG} for each step, with its time on the monotonic clock, as the bench's jobs for LiveKit Agents do;
 * {@code BENCH_HOLD} is how many seconds a job lives. {@code dispatch_worker.sh} hosts it as users host their agents.
 */
public final class DispatchJobs implements EntryPoint {
    private static final Path LOG = Path.of(System.getenv("BENCH_LOG"));
    private static final int HOLD_SECONDS = Integer.parseInt(System.getenv().getOrDefault("BENCH_HOLD", "0"));
    private static final boolean SESSION =
            !System.getenv().getOrDefault("BENCH_SESSION", "").isEmpty();

    /** For the command that hosts it. */
    public DispatchJobs() {}

    @Override
    public void run(JobContext job) throws Exception {
        String room = job.roomJob().orElseThrow().job().roomName();
        record("entry", room);
        job.connect().toCompletableFuture().get(30, TimeUnit.SECONDS);
        record("connected", room);
        if (SESSION) {
            job.start(job.session()
                            .agent(new Agent(AgentSpec.instructions("hi")))
                            .models(LiveScript.create().models()))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            record("session", room);
        }
        TimeUnit.SECONDS.sleep(HOLD_SECONDS);
        job.shutdown("done");
    }

    private static synchronized void record(String event, String room) {
        String line = "{\"ev\":\"%s\",\"room\":\"%s\",\"t\":%d,\"pid\":%d}%n"
                .formatted(
                        event, room, System.nanoTime(), ProcessHandle.current().pid());
        try {
            Files.writeString(LOG, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("BENCH_LOG: " + LOG + " (expected: a file to append to)", e);
        }
    }
}
