package dev.parley.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.SessionEvent;
import dev.parley.session.TurnMetrics;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionHistogramsTest {
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final SessionHistograms histograms = SessionHistograms.of(OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build());

    private Map<String, MetricData> collected() {
        return reader.collectAllMetrics().stream().collect(Collectors.toMap(MetricData::getName, metric -> metric));
    }

    @Test
    void shouldMeasureTurnsInSecondsAndLeaveOutWhatDidNotTakePlace() {
        histograms.accept(new SessionEvent.MetricsCollected(
                Instant.EPOCH,
                "speech_1",
                new TurnMetrics(
                        Optional.of(Duration.ofMillis(200)),
                        Optional.of(Duration.ofMillis(500)),
                        Optional.of(Duration.ofMillis(100)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(700)))));

        Map<String, MetricData> metrics = collected();
        assertThat(metrics)
                .containsOnlyKeys(
                        "lk.agents.turn.e2e_latency",
                        "lk.agents.turn.llm_ttft",
                        "lk.agents.turn.transcription_delay",
                        "lk.agents.turn.end_of_turn_delay");
        MetricData endToEnd = java.util.Objects.requireNonNull(metrics.get("lk.agents.turn.e2e_latency"));
        assertThat(endToEnd.getUnit()).isEqualTo("s");
        assertThat(endToEnd.getHistogramData().getPoints())
                .singleElement()
                .extracting(HistogramPointData::getSum)
                .isEqualTo(0.7);
    }

    @Test
    void shouldCountWhatModelsWereUsedFor() {
        ModelLabel model = ModelLabel.of("openai/gpt-4o");
        histograms.accept(new SessionEvent.AgentMetricsCollected(
                Instant.EPOCH,
                new AgentMetrics.LlmMetrics(model, "a", Duration.ofSeconds(1), Optional.empty(), false, 10, 5)));
        histograms.accept(new SessionEvent.AgentMetricsCollected(
                Instant.EPOCH,
                new AgentMetrics.LlmMetrics(model, "b", Duration.ofSeconds(1), Optional.empty(), false, 20, 1)));

        MetricData input = java.util.Objects.requireNonNull(collected().get("lk.agents.usage.llm_input_tokens"));
        assertThat(input.getLongSumData().getPoints()).singleElement().satisfies(point -> {
            assertThat(point.getValue()).isEqualTo(30);
            assertThat(point.getAttributes().asMap().values()).contains("gpt-4o");
        });
    }
}
