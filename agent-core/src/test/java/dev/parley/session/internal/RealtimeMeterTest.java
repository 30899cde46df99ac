package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.AgentMetrics.RealtimeModelMetrics;
import dev.parley.metrics.AgentMetrics.TokenDetails;
import dev.parley.metrics.ModelLabel;
import dev.parley.metrics.ModelUsage;
import dev.parley.metrics.SessionUsage;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeEvent.Outcome;
import dev.parley.realtime.RealtimeUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RealtimeMeterTest {
    private static final RealtimeUsage USAGE = new RealtimeUsage(
            "response",
            new RealtimeUsage.Tokens(120, 100, 20, 0),
            new RealtimeUsage.Tokens(50, 10, 40, 0),
            64,
            Duration.ZERO);

    private Instant now = Instant.EPOCH;
    private final RealtimeMeter meter = new RealtimeMeter(() -> ModelLabel.of("openai/gpt-realtime"), () -> now);

    private Optional<AgentMetrics> at(long millis, RealtimeEvent event) {
        now = Instant.ofEpochMilli(millis);
        return meter.on(event);
    }

    @Test
    void shouldMeasureAnAnswerAtItsEnd() {
        assertThat(at(1000, new RealtimeEvent.GenerationCreated("a", true))).isEmpty();
        assertThat(at(1200, new RealtimeEvent.ToolCalled("a", "call_1", "get_time", "{}")))
                .isEmpty();
        assertThat(at(1300, new RealtimeEvent.ToolCalled("a", "call_2", "get_time", "{}")))
                .isEmpty();
        assertThat(at(2000, new RealtimeEvent.UsageReported("a", USAGE))).isEmpty();

        assertThat(at(2000, new RealtimeEvent.GenerationEnded("a", Outcome.CANCELLED, "")))
                .contains(new RealtimeModelMetrics(
                        new ModelLabel("openai", "gpt-realtime"),
                        "a",
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ofMillis(200)),
                        true,
                        new TokenDetails(120, 100, 20, 0),
                        64,
                        new TokenDetails(50, 10, 40, 0)));
    }

    @Test
    void shouldMeasureNothingOfAnAnswerWithoutUsage() {
        at(1000, new RealtimeEvent.GenerationCreated("a", true));

        assertThat(at(2000, new RealtimeEvent.GenerationEnded("a", Outcome.CUT_OFF, "")))
                .isEmpty();
        assertThat(at(2000, new RealtimeEvent.GenerationEnded("unknown", Outcome.COMPLETED, "")))
                .isEmpty();
    }

    @Test
    void shouldCountWhatALateOrCancelledAnswerTookAllTheSame() {
        assertThat(at(0, new RealtimeEvent.UsageReported("", USAGE)))
                .hasValueSatisfying(metrics -> assertThat(((RealtimeModelMetrics) metrics).totalTokens())
                        .isEqualTo(170));
    }

    @Test
    void shouldTellTranscriptionsApart() {
        RealtimeUsage byTime = new RealtimeUsage(
                "transcription", RealtimeUsage.Tokens.NONE, RealtimeUsage.Tokens.NONE, 0, Duration.ofSeconds(3));
        RealtimeUsage byTokens = new RealtimeUsage(
                "transcription",
                new RealtimeUsage.Tokens(30, 0, 30, 0),
                new RealtimeUsage.Tokens(4, 4, 0, 0),
                0,
                Duration.ZERO);
        ModelLabel transcriber = new ModelLabel("openai", "transcription");

        assertThat(at(0, new RealtimeEvent.UsageReported("", byTime)))
                .contains(new AgentMetrics.SttMetrics(transcriber, Duration.ZERO, Duration.ofSeconds(3), true));
        assertThat(at(0, new RealtimeEvent.UsageReported("", byTokens)))
                .hasValueSatisfying(metrics ->
                        assertThat(((RealtimeModelMetrics) metrics).label()).isEqualTo(transcriber));
    }

    @Test
    void shouldSumUp() {
        AgentMetrics one = at(0, new RealtimeEvent.UsageReported("", USAGE)).orElseThrow();

        assertThat(SessionUsage.nothing().with(one).with(one).models())
                .containsExactly(
                        new ModelUsage.RealtimeUsage(new ModelLabel("openai", "gpt-realtime"), 240, 40, 128, 100, 80));
    }
}
