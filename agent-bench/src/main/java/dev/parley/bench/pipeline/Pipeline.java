package dev.parley.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.realtime.Options;
import dev.parley.bench.realtime.compare.DrivenProcess;
import dev.parley.bench.realtime.compare.Peers;
import dev.parley.bench.realtime.compare.ProcessTree;
import dev.parley.bench.realtime.compare.ProcessorTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs the clients at each number of sessions, one after the other, each in one process, and prints a table. */
public final class Pipeline {
    private static final Set<String> KNOWN =
            Set.of("sessions", "seconds", "warm", "clients", "python", "bench", "timetable");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Peers peers;
    private final Path built;
    private final Timetable timetable;
    private final Duration warm;
    private final Duration time;

    private Pipeline(Options options) throws IOException {
        Path bench = Path.of(options.text("bench"));
        peers = new Peers(bench.resolve("src/main/scripts/pipeline"), options.optional("python"));
        built = Files.createDirectories(bench.resolve("target/pipeline"));
        timetable = Timetable.standardBut(options.text("timetable", "{}"));
        warm = Duration.ofSeconds(options.count("warm", 27));
        time = Duration.ofSeconds(options.count("seconds", 27));
    }

    /**
     * Options: {@code --sessions 100,400}, {@code --seconds 27} to measure for, best a multiple of the timetable's period, {@code
     * --warm 27} seconds before, {@code --clients parley,livekit}, {@code --python} with the peer's packages, {@code --bench} the
     * folder of this module, {@code --timetable} the JSON of what differs in the timetable. Ends with 1 if a client did not do all
     * of the timetable's work, unless a whole processor was not enough for it.
     */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, KNOWN);
        Pipeline pipeline = new Pipeline(options);
        List<String> clients = options.words("clients", "parley,livekit");
        clients.forEach(client -> pipeline.command(client, 1)); // an unknown name is found out before the first run
        List<Result> results = new ArrayList<>();
        for (int sessions : options.counts("sessions", "100,400")) {
            for (String client : clients) {
                Result result = pipeline.measure(client, sessions);
                System.err.println(result.summary());
                results.add(result);
            }
        }
        System.out.println(new ResultTable(results));
        System.exit(results.stream().allMatch(result -> result.keptUp() || result.saturated()) ? 0 : 1);
    }

    private List<String> command(String client, int sessions) {
        return switch (client) {
            case "parley" -> Peers.java(PipelineClient.class, sessions);
            case "livekit" -> peers.command("livekit_pipeline.py");
            default -> throw new IllegalArgumentException("client: " + client + " (expected: parley or livekit)");
        };
    }

    private Result measure(String client, int sessions) throws IOException, InterruptedException {
        Path log = built.resolve(client + "-" + sessions + ".log");
        List<String> command = new ArrayList<>(command(client, sessions));
        command.addAll(List.of("--n", String.valueOf(sessions), "--timetable", timetable.toJson(), "--out"));
        command.add(built.resolve(client + "-" + sessions + ".json").toString());
        try (DrivenProcess process = DrivenProcess.start(command, log)) {
            process.expect("IMPORTED", PATIENCE);
            double before = ProcessTree.proportionalMib(process.handle());
            process.tell("GO");
            process.expect("READY", PATIENCE);
            TimeUnit.NANOSECONDS.sleep(warm.toNanos());
            process.tell("RESET");
            process.expect("OK", PATIENCE);
            ProcessorTime begin = ProcessorTime.read(process.handle(), ProcessHandle.current());
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            ProcessorTime end = ProcessorTime.read(process.handle(), ProcessHandle.current());
            process.tell("SNAP");
            JsonNode told = JSON.readTree(process.expect("{", PATIENCE));
            double after = ProcessTree.proportionalMib(process.handle());
            process.tell("STOP");
            process.expect("BYE", PATIENCE);
            return Result.of(timetable, client, sessions, end.since(begin), after - before, told);
        }
    }
}
