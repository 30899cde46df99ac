package dev.parley.bench.realtime.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One client with so many sessions against a server of its own, measured slice by slice. */
final class Measurement {
    private static final Duration SLICE = Duration.ofMillis(3_500);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clients clients;
    private final String scenario;
    private final Duration warm;
    private final Duration time;
    private final List<String> processors;

    /**
     * How to measure.
     *
     * @param scenario what differs from the mock server's own timetable, as JSON
     * @param processors of the server and of the client, as {@code taskset} takes them; empty for any
     */
    Measurement(Clients clients, String scenario, Duration warm, Duration time, List<String> processors) {
        this.clients = clients;
        this.scenario = scenario;
        this.warm = warm;
        this.time = time;
        this.processors = processors;
    }

    /** Blocks until it is over. A failure is a result, so that one client does not take the others' figures with it. */
    Result run(List<String> command, String name, int sessions) throws InterruptedException {
        String run = name + "-" + sessions;
        try (MockServer server = MockServer.start(pinned(clients.mock(scenario), 0), clients.log("mock-" + run))) {
            List<String> whole = new ArrayList<>(pinned(command, processors.size() - 1));
            whole.addAll(List.of(
                    "--url",
                    server.url(),
                    "--n",
                    String.valueOf(sessions),
                    "--out",
                    clients.result(run).toString()));
            try (DrivenProcess client = DrivenProcess.start(whole, clients.log(run))) {
                return measure(server, client, name, sessions);
            }
        } catch (IOException failure) {
            return new Result.Failed(name, sessions, String.valueOf(failure.getMessage()));
        }
    }

    private List<String> pinned(List<String> command, int which) {
        if (processors.isEmpty()) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processors.get(which)));
        pinned.addAll(command);
        return pinned;
    }

    private Result measure(MockServer server, DrivenProcess client, String name, int sessions)
            throws IOException, InterruptedException {
        client.expect("IMPORTED", PATIENCE);
        double before = ProcessTree.residentMib(client.handle());
        client.tell("GO");
        client.expect("READY", PATIENCE);
        TimeUnit.NANOSECONDS.sleep(warm.toNanos());
        List<Slice> slices = new ArrayList<>();
        for (long i = Math.max(1, time.dividedBy(SLICE)); i > 0; i--) {
            slices.add(slice(server, client, sessions));
        }
        double after = ProcessTree.residentMib(client.handle());
        client.tell("STOP");
        client.expect("BYE", PATIENCE);
        return new Result.Measured(name, sessions, slices, List.of((after - before) / sessions));
    }

    private static Slice slice(MockServer server, DrivenProcess client, int sessions)
            throws IOException, InterruptedException {
        server.reset();
        client.tell("RESET");
        client.expect("OK", PATIENCE);
        ProcessorTime begin = ProcessorTime.read(client.handle(), server.handle());
        TimeUnit.NANOSECONDS.sleep(SLICE.toNanos());
        ProcessorTime end = ProcessorTime.read(client.handle(), server.handle());
        client.tell("SNAP");
        JsonNode told = JSON.readTree(client.expect("{", PATIENCE));
        return Slice.of(sessions, end.since(begin), told, server.stats());
    }
}
