package dev.parley.bench.realtime.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.realtime.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What sessions suffer from others in their process: from one whose model sends audio at ten times its pace and goes on though it
 * is told to stop, one whose model sends 10,000 letters a second, each in an event of its own, and one whose voice nobody takes.
 * All are measured first with all models at the usual pace, then in the flood.
 */
public final class Floods {
    private static final Set<String> KNOWN = Set.of("sessions", "seconds", "bench");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration WARM_UP = Duration.ofSeconds(25);
    private static final Duration SLICE = Duration.ofSeconds(5);

    /** Time for each session to come to its next turn. */
    private static final Duration TURN = Duration.ofSeconds(12);

    private static final String USUAL = "{\"barge_every\":2,\"fn_every\":3}";
    private static final String FLOOD =
            "{\"pace\":10,\"resp_ms\":36000000,\"deaf\":true,\"barge_every\":0,\"fn_every\":0}";
    /** At 25 deltas a second. */
    private static final int LETTERS_A_DELTA = 400;

    /** The garbage collector's room is made for so many, since those in the flood make much more of it. */
    private static final int AS_IF_SESSIONS = 100;

    private static final String LETTERS = "{\"tiny\":" + LETTERS_A_DELTA
            + ",\"barge_every\":1,\"barge_at_ms\":2000,\"barge_resp_ms\":6000,\"fn_every\":0}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clients clients;
    private final int sessions;
    private final Duration time;

    Floods(Clients clients, int sessions, Duration time) {
        this.clients = clients;
        this.sessions = sessions;
        this.time = time;
    }

    /** Options: {@code --sessions 20} beside the three, {@code --seconds 300} of flood, {@code --bench} the folder of this module. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments, KNOWN);
        Clients clients = Clients.build(Path.of(options.text("bench")), Optional.empty());
        System.out.println(
                new Floods(clients, options.count("sessions", 20), Duration.ofSeconds(options.count("seconds", 300)))
                        .run());
    }

    /** Blocks until it is over. */
    FloodFigures run() throws IOException, InterruptedException {
        try (MockServer usual = MockServer.start(clients.mock(USUAL), clients.log("mock-usual"));
                MockServer flood = MockServer.start(clients.mock(USUAL), clients.log("mock-flood"));
                MockServer letters = MockServer.start(clients.mock(USUAL), clients.log("mock-letters"));
                DrivenProcess client = client(usual, flood, letters)) {
            client.expect("IMPORTED", PATIENCE);
            client.tell("GO");
            client.expect("READY", PATIENCE);
            pause(WARM_UP);
            FloodFigures.Phase before = phase(usual, client, time.dividedBy(5));
            flood.reschedule(FLOOD);
            letters.reschedule(LETTERS);
            pause(TURN);
            flood.reset();
            letters.reset();
            FloodFigures.Phase during = phase(usual, client, time);
            return new FloodFigures(sessions, before, during, flooded(flood), letters(letters));
        }
    }

    private DrivenProcess client(MockServer usual, MockServer flood, MockServer letters) throws IOException {
        List<String> command = new ArrayList<>(clients.command("parley", AS_IF_SESSIONS));
        command.addAll(List.of("--url", usual.url(), "--n", String.valueOf(sessions)));
        command.addAll(List.of("--beside", flood.url() + "," + letters.url(), "--unread", "yes"));
        command.addAll(List.of("--out", clients.result("floods").toString()));
        return DrivenProcess.start(command, clients.log("floods"));
    }

    private static FloodFigures.Phase phase(MockServer usual, DrivenProcess client, Duration time)
            throws IOException, InterruptedException {
        usual.reset();
        client.tell("RESET");
        client.expect("OK", PATIENCE);
        List<Quantiles> slices = new ArrayList<>();
        long errors = 0;
        for (long i = Math.max(1, time.dividedBy(SLICE)); i > 0; i--) {
            pause(SLICE);
            client.tell("SNAP");
            JsonNode told = JSON.readTree(client.expect("{", PATIENCE));
            Quantiles.told(told.path("out_latency")).ifPresent(slices::add);
            errors += told.path("errors").asLong();
        }
        return new FloodFigures.Phase(
                Quantiles.medians(slices),
                Quantiles.told(usual.stats().path("barge_to_first_reaction")),
                LiveHeap.mib(client.handle()),
                ProcessTree.residentMib(client.handle()),
                errors);
    }

    /** Seconds of audio that the flood brought. */
    private static double flooded(MockServer flood) throws IOException, InterruptedException {
        return flood.stats().path("counters").path("delta_bytes").asDouble() / Slice.BYTES_A_SECOND;
    }

    private static FloodFigures.Letters letters(MockServer letters) throws IOException, InterruptedException {
        JsonNode stats = letters.stats();
        return new FloodFigures.Letters(
                LETTERS_A_DELTA * stats.path("counters").path("deltas").asLong(),
                Quantiles.told(stats.path("barge_to_first_reaction")));
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
