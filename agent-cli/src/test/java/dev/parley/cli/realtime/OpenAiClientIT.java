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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The vendor's own client holds a whole conversation with the fake server, and its types fit every event that it is sent. */
@Timeout(300)
class OpenAiClientIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** The client types the session of these events as the request that it would be, so it knows no field of the answer's. */
    private static final List<String> UNTYPED = List.of(
            "session.created.session.expires_at",
            "session.created.session.id",
            "session.created.session.object",
            "session.updated.session.expires_at",
            "session.updated.session.id",
            "session.updated.session.object");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldTalkOrderInterruptAndTruncate() throws Exception {
        String speech = Conversation.speech(directory).toString();
        try (FakeRealtimeServer server =
                FakeRealtimeServer.start(Conversation.script(Delivery.realTime()), Conversation.settings())) {
            String base = server.baseUrl().toString();

            List<JsonNode> reports = Conversation.reports(
                    PythonPeer.run(DEADLINE, OpenAiClientIT.class, "openai_client.py", base, speech));

            assertThat(report(reports, "created").path("type").asText()).isEqualTo("realtime");
            assertThat(report(reports, "updated").path("voice").asText()).isEqualTo("marin");
            JsonNode text = report(reports, "text");
            assertThat(text.path("said").asText()).isEqualTo(Conversation.HELLO);
            assertThat(text.path("audio_ms").asInt()).isBetween(800, 4000);
            assertThat(text.path("usage").asInt()).isPositive();
            hasOrdered(report(reports, "speech"));
            assertThat(report(reports, "tool").path("said").asText()).isEqualTo(Conversation.NOTED);
            JsonNode bargeIn = report(reports, "barge-in");
            assertThat(bargeIn.path("status").asText()).isEqualTo("cancelled");
            assertThat(bargeIn.path("reason").asText()).isEqualTo("turn_detected");
            assertThat(bargeIn.path("kept_ms").asInt()).isEqualTo(400);
            assertThat(report(reports, "after").path("said").asText()).isEqualTo(Conversation.SORRY);
            JsonNode aside = report(reports, "out-of-band");
            assertThat(aside.path("said").asText()).isEqualTo("Cheerful.");
            assertThat(aside.path("conversation").isNull()).isTrue();
            assertThat(aside.at("/metadata/topic").asText()).isEqualTo("mood");
            assertThat(report(reports, "error").toString())
                    .isEqualTo("{\"what\":\"error\",\"code\":\"response_cancel_not_active\",\"event_id\":\"mine\"}");
            assertThat(report(reports, "types").path("unknown"))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(UNTYPED);
            JsonNode secret = report(reports, "secret");
            assertThat(secret.path("instructions").asText()).isEqualTo("Be kind.");
            assertThat(secret.path("model").asText()).isEqualTo("gpt-realtime-2");
        }
    }

    private static void hasOrdered(JsonNode speech) {
        assertThat(speech.path("heard").asText()).isEqualTo("two pizzas please");
        assertThat(speech.path("tool").asText()).isEqualTo("add_item");
        assertThat(speech.at("/arguments/quantity").asInt()).isEqualTo(2);
        assertThat(speech.path("start").asInt()).isLessThan(400);
        assertThat(speech.path("end").asInt())
                .isGreaterThan(700)
                .isLessThan(speech.path("sent_ms").asInt());
    }
}
