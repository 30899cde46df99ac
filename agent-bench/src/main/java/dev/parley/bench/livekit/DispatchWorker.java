package dev.parley.bench.livekit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.testkit.live.LiveScript;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.livekit.LinkStatus;
import dev.parley.worker.server.ParleyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The worker of the dispatch bench: its jobs join their room and, if {@code BENCH_SESSION} is set, run a session with
 * scripted models there. Appends a line of JSON to {@code BENCH_LOG} for each step, with its time on the monotonic clock, as
 * the bench's worker for LiveKit Agents does; {@code BENCH_HOLD} is how many seconds a job lives.
 *
 * <p>Arguments: server URL, API key, secret.
 */
public final class DispatchWorker {
    private static final Path LOG = Path.of(System.getenv("BENCH_LOG"));
    private static final int HOLD_SECONDS = Integer.parseInt(System.getenv().getOrDefault("BENCH_HOLD", "0"));
    private static final boolean SESSION =
            !System.getenv().getOrDefault("BENCH_SESSION", "").isEmpty();

    private DispatchWorker() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        record("imported", "");
        Config config = ConfigFactory.parseMap(Map.of("parley.worker.livekit.health-port", 0))
                .withFallback(ConfigFactory.load());
        WorkerOptions options = WorkerOptions.builder(config, DispatchWorker::work)
                .agentName("bench")
                .serverUrl(arguments[0])
                .apiKey(arguments[1])
                .apiSecret(arguments[2])
                .maxConcurrentJobs(1000)
                .build();
        ParleyServer server = ParleyServer.start(
                        config, options, HttpOptions.of(config).withPort(0))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        while (server.links().stream().noneMatch(LinkStatus::isRegistered)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        record("registered", "");
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> server.shutdown().toCompletableFuture().join()));
    }

    private static void work(JobContext job) throws Exception {
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
