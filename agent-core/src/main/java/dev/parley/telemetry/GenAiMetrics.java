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
import java.util.Optional;

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
                .build();
        operation = seconds("gen_ai.client.operation.duration", "One request to a model.");
        firstChunk = seconds(
                "gen_ai.client.operation.time_to_first_chunk", "Request to the first piece of the model's answer.");
        executeTool = seconds("gen_ai.execute_tool.duration", "One call of a tool.");
        invokeAgent = seconds("gen_ai.invoke_agent.duration", "One speech of an agent, with its tools.");
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

    private DoubleHistogram seconds(String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .build();
    }
}
