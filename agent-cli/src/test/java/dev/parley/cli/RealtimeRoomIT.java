package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.testkit.realtime.FakeRealtimeServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order by speech in a room of the real LiveKit server, with a realtime model on the fake service. */
@Timeout(240)
@Tag("livekit")
class RealtimeRoomIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GREETING = "Hello, this is the order desk. What would you like to order?";

    @TempDir
    private Path directory = Path.of("");

    /** In the model's voice, and in one of its own where the model writes. */
    @ParameterizedTest
    @ValueSource(strings = {"audio", "text"})
    void shouldTakeAnOrderByVoiceInARoom(String output) throws Exception {
        List<Path> said = Guest.recordings(
                directory,
                List.of(
                        "two pizzas and a salad",
                        "that's all",
                        "five five five oh one double nine",
                        "twelve baker street",
                        "yes"));
        List<String> answers = List.of(
                "Anything else?",
                "What is your phone number?",
                "Which street and house number shall we deliver to?",
                "Shall I place the order?",
                "Your order number is 1.");
        try (LivekitServer server = LivekitServer.start();
                FakeRealtimeServer service = OrderLine.start();
                CliProcess worker = worker(server, service, output)) {
            URI uri = worker.uri(worker.out());
            worker.err().await(line -> line.contains("registered as AW_"));
            try (Guest alice = Guest.join(server, "order", "alice", directory)) {
                alice.awaitSaid(GREETING::equals);
                for (int i = 0; i < said.size(); i++) {
                    String answer = answers.get(i);
                    alice.ask(said.get(i), text -> text.contains(answer));
                }
                alice.leave();
            }
            assertThat(service.connections()).isEqualTo(1);
            JsonNode orders =
                    JSON.readTree(CallEvents.get(uri.resolve("/orders"))).path("orders");
            assertThat(orders)
                    .singleElement()
                    .satisfies(
                            order -> assertThat(order.path("total").asDouble()).isEqualTo(25));
        }
    }

    private CliProcess worker(LivekitServer server, FakeRealtimeServer service, String output) throws Exception {
        Map<String, String> environment = new HashMap<>(OrderLine.environment(service));
        environment.put("LIVEKIT_URL", server.url().toString());
        environment.put("LIVEKIT_API_KEY", server.credentials().apiKey());
        environment.put("LIVEKIT_API_SECRET", server.credentials().apiSecret());
        return CliProcess.start(
                directory,
                environment,
                "dev",
                "--port",
                "0",
                "--config-file",
                OrderLine.configuration(directory, output).toString());
    }
}
