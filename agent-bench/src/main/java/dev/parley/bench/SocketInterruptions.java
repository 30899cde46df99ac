package dev.parley.bench;

import static dev.parley.testkit.Seconds.seconds;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.LiveScript;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.server.ParleyServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How fast a voice stops at the far end of a caller's WebSocket: callers on real sockets cut long answers off. Server and
 * callers share the process and its clock, so the figures hold the callers' own work as well.
 */
public final class SocketInterruptions {
    private static final String ANSWER = "This is an answer of a length that is usual on the telephone.";

    private final int calls;
    private final int rounds;

    /** A run of this many callers at once, each of whom interrupts this often. */
    public SocketInterruptions(int calls, int rounds) {
        this.calls = calls;
        this.rounds = rounds;
    }

    /** Runs with {@code CALLS ROUNDS}, by default 100 and 10, and prints its figures. */
    public static void main(String[] arguments) throws Exception {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        System.out.println(new SocketInterruptions(calls, rounds).run());
    }

    /** Blocks until the run is over. */
    public SocketFigures run() throws Exception {
        Config config = ConfigFactory.load();
        LiveScript script = LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of(ANSWER).timed(seconds(0.05), seconds(0.1)))
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(20)).timed(seconds(0.05), seconds(0.5)));
        EntryPoint entryPoint = job -> job.start(new Agent(AgentSpec.instructions("Be kind.")));
        WorkerOptions worker = WorkerOptions.builder(config, entryPoint)
                .models(script.models())
                .maxConcurrentJobs(calls)
                .build();
        ParleyServer server = ParleyServer.start(
                        config, worker, HttpOptions.of(config).withPort(0))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        try {
            run(server.uri(), 2, new SocketFigures());
            SocketFigures figures = new SocketFigures();
            run(server.uri(), rounds, figures);
            return figures;
        } finally {
            server.shutdown().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private void run(URI server, int times, SocketFigures figures) throws Exception {
        URI sockets = URI.create(server.toString().replaceFirst("^http", "ws"));
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                URI uri = sockets.resolve("/api/calls/bench-" + times + "-" + i + "/ws?rate=16000");
                int audibleFrames = 20 + i % 25;
                tasks.add(() -> {
                    SocketCaller.call(client, uri, times, audibleFrames, figures);
                    return null;
                });
            }
            for (Future<Void> call : callers.invokeAll(tasks)) {
                call.get();
            }
        } finally {
            callers.shutdown();
        }
    }
}
