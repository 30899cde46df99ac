package dev.parley.worker.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.session.SessionEvent;
import dev.parley.session.TurnMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void shouldHaveAFormForEveryEvent() {
        assertThat(EventJson.known()).containsExactlyInAnyOrder(SessionEvent.class.getPermittedSubclasses());
    }

    @Test
    void shouldOmitPartsThatDidNotTakePlace() throws Exception {
        TurnMetrics metrics = new TurnMetrics(
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMillis(120)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMillis(640)));

        JsonNode json = EventJson.of(new SessionEvent.MetricsCollected(AT, "s1", metrics));

        assertThat(new ObjectMapper().readTree(json.toString())).isEqualTo(new ObjectMapper().readTree("""
                {"type":"metrics_collected","at":"2026-01-02T03:04:05.678Z","speech_id":"s1",
                 "metrics":{"time_to_first_token_ms":120,"end_to_end_ms":640}}"""));
    }
}
