package dev.parley.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.FunctionCall;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.SessionEvent;
import dev.parley.session.ToolExecution;
import dev.parley.session.TurnMetrics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionHistogramsTest {
    private static final AgentMetrics REALTIME = new AgentMetrics.RealtimeModelMetrics(
            ModelLabel.of("openai/gpt-realtime"),
            "b",
            Duration.ofSeconds(2),
            Optional.empty(),
            false,
            new AgentMetrics.TokenDetails(100, 40, 60, 0),
            30,
            new AgentMetrics.TokenDetails(20, 5, 15, 0));

    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final SdkMeterProvider meters =
            SdkMeterProvider.builder().registerMetricReader(reader).build();
    private final SessionHistograms histograms = SessionHistograms.of(
            OpenTelemetrySdk.builder().setMeterProvider(meters).build());

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
        MetricData endToEnd = Objects.requireNonNull(metrics.get("lk.agents.turn.e2e_latency"));
        assertThat(endToEnd.getUnit()).isEqualTo("s");
        assertThat(endToEnd.getHistogramData().getPoints())
                .singleElement()
                .extracting(HistogramPointData::getSum)
                .isEqualTo(0.7);
    }

    /** By the SDK's own boundaries, which are for milliseconds, every latency would fall into the same bucket. */
    @Test
    void shouldTellOneLatencyFromAnother() {
        histograms.accept(new SessionEvent.MetricsCollected(
                Instant.EPOCH,
                "speech_1",
                new TurnMetrics(
                        Optional.of(Duration.ofMillis(200)),
                        Optional.of(Duration.ofMillis(500)),
                        Optional.of(Duration.ofMillis(100)),
                        Optional.of(Duration.ofMillis(90)),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(700)))));
        histograms.accept(new SessionEvent.AgentMetricsCollected(
                Instant.EPOCH,
                new AgentMetrics.LlmMetrics(
                        ModelLabel.of("openai/gpt-4o"),
                        "a",
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ofMillis(250)),
                        false,
                        10,
                        5)));
        GenAiMetrics work = new GenAiMetrics(meters.get("test"));
        work.executedTool("price", Duration.ofSeconds(2), false);
        work.invokedAgent("order_desk", Duration.ofSeconds(7));

        Map<String, MetricData> metrics = collected();
        List<Double> seconds =
                List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
        assertThat(boundaries(metrics, "lk.agents.turn.e2e_latency")).isEqualTo(seconds);
        assertThat(boundaries(metrics, "gen_ai.client.operation.duration")).isEqualTo(seconds);
        assertThat(boundaries(metrics, "gen_ai.client.operation.time_to_first_chunk"))
                .isEqualTo(seconds);
        assertThat(boundaries(metrics, "gen_ai.execute_tool.duration")).isEqualTo(seconds);
        assertThat(boundaries(metrics, "gen_ai.invoke_agent.duration"))
                .containsExactly(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6);
        assertThat(boundaries(metrics, "gen_ai.client.token.usage"))
                .startsWith(1.0, 4.0, 16.0)
                .endsWith(67_108_864.0)
                .hasSize(14);
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

        MetricData input = Objects.requireNonNull(collected().get("lk.agents.usage.llm_input_tokens"));
        assertThat(input.getLongSumData().getPoints()).singleElement().satisfies(point -> {
            assertThat(point.getValue()).isEqualTo(30);
            assertThat(point.getAttributes().asMap().values()).contains("gpt-4o");
        });
    }

    @Test
    void shouldCountARealtimeModelsTokensByKind() {
        histograms.accept(new SessionEvent.AgentMetricsCollected(Instant.EPOCH, REALTIME));

        Map<String, MetricData> metrics = collected();
        assertThat(counted(metrics, "lk.agents.usage.llm_input_tokens")).isEqualTo(100);
        assertThat(counted(metrics, "lk.agents.usage.llm_input_cached_tokens")).isEqualTo(30);
        assertThat(counted(metrics, "lk.agents.usage.llm_input_audio_tokens")).isEqualTo(60);
        assertThat(counted(metrics, "lk.agents.usage.llm_input_text_tokens")).isEqualTo(40);
        assertThat(counted(metrics, "lk.agents.usage.llm_output_audio_tokens")).isEqualTo(15);
        assertThat(counted(metrics, "lk.agents.usage.llm_output_text_tokens")).isEqualTo(5);
    }

    @Test
    void shouldTellRequestsUnderTheNamesOfTheConventions() {
        histograms.accept(new SessionEvent.AgentMetricsCollected(
                Instant.EPOCH,
                new AgentMetrics.LlmMetrics(
                        ModelLabel.of("openai/gpt-4o"),
                        "a",
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ofMillis(250)),
                        false,
                        10,
                        5)));
        histograms.accept(new SessionEvent.AgentMetricsCollected(Instant.EPOCH, REALTIME));

        Map<String, MetricData> metrics = collected();
        assertThat(points(metrics, "gen_ai.client.token.usage"))
                .extracting(point -> named(point, "gen_ai.operation.name")
                        + " "
                        + named(point, "gen_ai.token.type")
                        + " "
                        + point.getSum())
                .containsExactlyInAnyOrder(
                        "chat input 10.0",
                        "chat output 5.0",
                        "generate_content input 100.0",
                        "generate_content output 20.0");
        assertThat(points(metrics, "gen_ai.client.operation.duration"))
                .extracting(point -> named(point, "gen_ai.request.model") + " " + point.getSum())
                .containsExactlyInAnyOrder("gpt-4o 1.0", "gpt-realtime 2.0");
        assertThat(points(metrics, "gen_ai.client.operation.time_to_first_chunk"))
                .extracting(point -> named(point, "gen_ai.provider.name") + " " + point.getSum())
                .containsExactly("openai 0.25");
    }

    @Test
    void shouldTellWhatTheAgentsOwnCodeTookForATurn() {
        histograms.accept(new SessionEvent.AgentMetricsCollected(
                Instant.EPOCH,
                new AgentMetrics.EouMetrics(
                        "speech_1", Optional.empty(), Optional.empty(), Optional.of(Duration.ofMillis(40)))));

        assertThat(points(collected(), "lk.agents.turn.on_user_turn_completed_delay"))
                .singleElement()
                .extracting(HistogramPointData::getSum)
                .isEqualTo(0.04);
    }

    @Test
    void shouldMeasureSpeechesAndToolCallsFromTheirBeginningToTheirEnd() {
        WorkDurations durations = new WorkDurations(new GenAiMetrics(meters.get("test")), () -> "order_desk");
        FunctionCall call = new FunctionCall("item_1", "call_1", "price", "{}", at(1));
        FunctionCall other = new FunctionCall("item_2", "call_2", "price", "{}", at(1));
        List.of(
                        new SessionEvent.SpeechCreated(at(0), "speech_1", false),
                        new SessionEvent.ToolExecutionUpdated(at(1), new ToolExecution.CallStarted(call)),
                        new SessionEvent.ToolExecutionUpdated(at(1), new ToolExecution.CallStarted(other)),
                        new SessionEvent.ToolExecutionUpdated(
                                at(1.5), new ToolExecution.CallUpdated("call_1", "call_1", "still at it")),
                        new SessionEvent.ToolExecutionUpdated(
                                at(3),
                                new ToolExecution.CallEnded("call_1", "call_1", "4", ToolExecution.CallStatus.DONE)),
                        new SessionEvent.ToolExecutionUpdated(
                                at(6),
                                new ToolExecution.CallEnded("call_2", "call_2", "no", ToolExecution.CallStatus.ERROR)),
                        new SessionEvent.SpeechFinished(at(7.5), "speech_1", "Four.", Duration.ofSeconds(1), false))
                .forEach(durations);

        Map<String, MetricData> metrics = collected();
        assertThat(points(metrics, "gen_ai.execute_tool.duration"))
                .extracting(point ->
                        named(point, "gen_ai.tool.name") + " " + named(point, "error.type") + " " + point.getSum())
                .containsExactlyInAnyOrder("price null 2.0", "price tool_error 5.0");
        assertThat(points(metrics, "gen_ai.invoke_agent.duration"))
                .extracting(point -> named(point, "gen_ai.agent.name") + " " + point.getSum())
                .containsExactly("order_desk 7.5");
    }

    private static Instant at(double seconds) {
        return Instant.EPOCH.plusMillis(Math.round(seconds * 1000));
    }

    private static Collection<HistogramPointData> points(Map<String, MetricData> metrics, String name) {
        return List.copyOf(Objects.requireNonNull(metrics.get(name), name)
                .getHistogramData()
                .getPoints());
    }

    private static List<Double> boundaries(Map<String, MetricData> metrics, String name) {
        return points(metrics, name).iterator().next().getBoundaries();
    }

    private static long counted(Map<String, MetricData> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name), name).getLongSumData().getPoints().stream()
                .mapToLong(LongPointData::getValue)
                .sum();
    }

    private static String named(HistogramPointData point, String attribute) {
        return String.valueOf(point.getAttributes().get(AttributeKey.stringKey(attribute)));
    }
}
