package dev.parley.telemetry;

import dev.parley.metrics.AgentMetrics.LlmMetrics;
import dev.parley.metrics.AgentMetrics.RealtimeModelMetrics;
import dev.parley.metrics.ModelLabel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Metrics of generative models under the names of <a
 * href="https://github.com/open-telemetry/semantic-conventions-genai">OpenTelemetry's conventions</a>, as LiveKit Agents' {@code
 * telemetry/otel_metrics.py} records them beside its own. Thread-safe.
 */
final class GenAiMetrics {
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    private static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");
    private static final AttributeKey<String> TOOL_NAME = AttributeKey.stringKey("gen_ai.tool.name");
    private static final AttributeKey<String> AGENT_NAME = AttributeKey.stringKey("gen_ai.agent.name");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    /** The conventions' bucket boundaries for durations, in seconds; the SDK's own are for milliseconds. */
    static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    private static final List<Double> INVOCATION_SECONDS =
            List.of(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6);
    private static final List<Long> TOKENS =
            LongStream.iterate(1, most -> most * 4).limit(14).boxed().toList();

    private final Meter meter;
    private final LongHistogram tokens;
    private final DoubleHistogram operation;
    private final DoubleHistogram firstChunk;
    private final DoubleHistogram executeTool;
    private final DoubleHistogram invokeAgent;

    GenAiMetrics(Meter meter) {
        this.meter = meter;
        tokens = meter.histogramBuilder("gen_ai.client.token.usage")
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Tokens read and written by one request.")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
        operation = seconds("gen_ai.client.operation.duration", SECONDS, "One request to a model.");
        firstChunk = seconds(
                "gen_ai.client.operation.time_to_first_chunk",
                SECONDS,
                "Request to the first piece of the model's answer.");
        executeTool = seconds("gen_ai.execute_tool.duration", SECONDS, "One call of a tool.");
        invokeAgent =
                seconds("gen_ai.invoke_agent.duration", INVOCATION_SECONDS, "One speech of an agent, with its tools.");
    }

    void record(LlmMetrics llm) {
        request(
                attributes("chat", llm.label()),
                llm.promptTokens(),
                llm.completionTokens(),
                llm.duration(),
                llm.timeToFirstToken());
    }

    void record(RealtimeModelMetrics realtime) {
        request(
                attributes("generate_content", realtime.label()),
                realtime.input().total(),
                realtime.output().total(),
                realtime.duration(),
                realtime.timeToFirstToken());
    }

    /** A call of a tool is over. */
    void executedTool(String name, Duration took, boolean failed) {
        AttributesBuilder attributes =
                Attributes.builder().put(OPERATION, "execute_tool").put(TOOL_NAME, name);
        if (failed) {
            attributes.put(ERROR_TYPE, "tool_error");
        }
        executeTool.record(SessionSpans.seconds(took), attributes.build());
    }

    /** A speech is over. */
    void invokedAgent(String agentId, Duration took) {
        invokeAgent.record(SessionSpans.seconds(took), Attributes.of(OPERATION, "invoke_agent", AGENT_NAME, agentId));
    }

    private void request(Attributes attributes, long read, long written, Duration took, Optional<Duration> first) {
        tokens(attributes, "input", read);
        tokens(attributes, "output", written);
        if (!took.isZero()) {
            operation.record(SessionSpans.seconds(took), attributes);
        }
        first.ifPresent(time -> firstChunk.record(SessionSpans.seconds(time), attributes));
    }

    private void tokens(Attributes attributes, String type, long count) {
        if (count > 0) {
            tokens.record(count, attributes.toBuilder().put(TOKEN_TYPE, type).build());
        }
    }

    private static Attributes attributes(String operation, ModelLabel label) {
        return Attributes.builder()
                .put(OPERATION, operation)
                .put(PROVIDER, label.provider())
                .put(REQUEST_MODEL, label.model())
                .put(RESPONSE_MODEL, label.model())
                .build();
    }

    private DoubleHistogram seconds(String name, List<Double> boundaries, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(boundaries)
                .build();
    }
}
