package dev.parley.cli.realtime;

import static dev.parley.cli.realtime.Conversation.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.testkit.realtime.FakeRealtimeServer;
import dev.parley.testkit.realtime.script.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** LiveKit Agents and Pipecat hold a whole conversation with the fake server, each by its own realtime client. */
@Timeout(400)
@Tag("long")
class AgentFrameworksIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldTalkWithLivekitAgents() throws Exception {
        String speech = Conversation.speech(directory).toString();
        try (FakeRealtimeServer server =
                FakeRealtimeServer.start(Conversation.script(Delivery.realTime()), Conversation.settings())) {
            List<JsonNode> reports = Conversation.reports(PythonPeer.runWithAgents(
                    DEADLINE,
                    AgentFrameworksIT.class,
                    "livekit_agents.py",
                    server.url().toString(),
                    speech));

            assertThat(texts(reports, "heard")).containsExactly("two pizzas please", "stop please");
            assertThat(report(reports, "tool").path("quantity").asInt()).isEqualTo(2);
            assertThat(texts(reports, "assistant"))
                    .contains(Conversation.HELLO, Conversation.NOTED, Conversation.SORRY);
            assertThat(reports).noneMatch(entry -> entry.path("what").asText().equals("error"));
        }
    }

    @Test
    void shouldTalkWithPipecat() throws Exception {
        String speech = Conversation.speech(directory).toString();
        try (FakeRealtimeServer server =
                FakeRealtimeServer.start(Conversation.script(Delivery.realTime()), Conversation.settings())) {
            List<JsonNode> reports = Conversation.reports(PythonPeer.runWithAgents(
                    DEADLINE,
                    AgentFrameworksIT.class,
                    "pipecat_pipeline.py",
                    server.url().toString(),
                    speech));

            assertThat(report(reports, "tool").path("quantity").asInt()).isEqualTo(2);
            assertThat(texts(reports, "heard")).startsWith("two pizzas please", "stop please");
            assertThat(String.join("", texts(reports, "said")))
                    .contains(Conversation.HELLO)
                    .contains(Conversation.NOTED)
                    .contains("Once upon a time")
                    .contains(Conversation.SORRY);
            assertThat(reports).noneMatch(entry -> entry.path("what").asText().equals("error"));
            assertThat(server.sent())
                    .anySatisfy(event -> assertThat(event.type()).isEqualTo("conversation.item.truncated"));
        }
    }

    private static List<String> texts(List<JsonNode> reports, String what) {
        return reports.stream()
                .filter(entry -> entry.path("what").asText().equals(what))
                .map(entry -> entry.path("text").asText())
                .toList();
    }
}
