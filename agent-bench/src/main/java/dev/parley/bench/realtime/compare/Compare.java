package dev.parley.bench.realtime.compare;

import dev.parley.bench.realtime.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the clients at each number of sessions, one after the other, against a server of their own, and prints a table. A
 * client that would need far more than one core is not run with more sessions: all it would show is that it falls behind.
 */
public final class Compare {
    private static final Set<String> KNOWN =
            Set.of("sessions", "seconds", "warm", "rounds", "clients", "python", "bench", "pin", "scenario");
    private static final double MOST_CORES = 1.5;

    /** In seven seconds each session has one turn; every second answer is cut off, every third turn calls a tool. */
    private static final String SCENARIO = "{\"barge_every\":2,\"fn_every\":3}";

    private final Clients clients;
    private final Measurement measurement;
    private final Map<String, Result> results = new LinkedHashMap<>();
    private final Map<String, Double> coresPerSession = new HashMap<>();

    private Compare(Clients clients, Measurement measurement) {
        this.clients = clients;
        this.measurement = measurement;
    }

    /**
     * Options: {@code --sessions 20,100,400}, {@code --seconds 28} to measure for, {@code --warm 25} seconds before,
     * {@code --rounds 1}, {@code --clients floor,parley,livekit,pipecat} (or {@code floor-go}), {@code --python} with the peers'
     * packages, {@code --bench} the folder of this module, {@code --pin 0,1} the processors of server and client, or
     * {@code none}, {@code --scenario} the JSON of another timetable. Ends with 1 if a client failed.
     */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, KNOWN);
        Clients clients = Clients.build(Path.of(options.text("bench")), options.optional("python"));
        Measurement measurement = new Measurement(
                clients,
                options.text("scenario", SCENARIO),
                Duration.ofSeconds(options.count("warm", 25)),
                Duration.ofSeconds(options.count("seconds", 28)),
                options.text("pin", "0,1").equals("none") ? List.of() : options.words("pin", "0,1"));
        Compare compare = new Compare(clients, measurement);
        List<String> names = options.words("clients", "floor,parley,livekit,pipecat");
        names.forEach(name -> clients.command(name, 1)); // an unknown name is found out before the first run
        for (int round = 0; round < options.count("rounds", 1); round++) {
            for (int sessions : options.counts("sessions", "20,100,400")) {
                for (String client : names) {
                    compare.measure(client, sessions);
                }
            }
        }
        List<Result> results = List.copyOf(compare.results.values());
        System.out.println(new ComparisonTable(results));
        System.exit(results.stream().anyMatch(Result.Failed.class::isInstance) ? 1 : 0);
    }

    private void measure(String client, int sessions) throws InterruptedException {
        double cores = coresPerSession.getOrDefault(client, 0.0) * sessions;
        Result result = cores > MOST_CORES
                ? new Result.NotRun(client, sessions, cores)
                : measurement.run(clients.command(client, sessions), client, sessions);
        System.err.println(result.summary());
        results.merge(client + "/" + sessions, result, Result::and);
        if (result instanceof Result.Measured measured) {
            coresPerSession.put(client, measured.cpuPerSessionMinute() / 60);
        }
    }
}
