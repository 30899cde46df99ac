package dev.parley.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Names of span attributes, as in LiveKit Agents' {@code telemetry/trace_types.py}. What people say is under {@code lk.pii}. */
final class Attributes {
    static final AttributeKey<String> SESSION_ID = AttributeKey.stringKey("session.id");
    static final AttributeKey<String> AGENT_LABEL = AttributeKey.stringKey("lk.agent_label");
    static final AttributeKey<String> PREVIOUS_AGENT_LABEL = AttributeKey.stringKey("lk.previous_agent_label");
    static final AttributeKey<String> SPEECH_ID = AttributeKey.stringKey("lk.speech_id");
    static final AttributeKey<Boolean> INTERRUPTED = AttributeKey.booleanKey("lk.interrupted");
    static final AttributeKey<Double> TRANSCRIPTION_DELAY = AttributeKey.doubleKey("lk.transcription_delay");
    static final AttributeKey<Double> END_OF_TURN_DELAY = AttributeKey.doubleKey("lk.end_of_turn_delay");
    static final AttributeKey<Double> EOU_WAIT = AttributeKey.doubleKey("lk.eou.wait_duration");
    static final AttributeKey<String> EOU_OUTCOME = AttributeKey.stringKey("lk.eou.outcome");
    static final AttributeKey<Double> EOU_PROBABILITY = AttributeKey.doubleKey("lk.eou.probability");
    static final AttributeKey<Double> EOU_THRESHOLD = AttributeKey.doubleKey("lk.eou.unlikely_threshold");
    static final AttributeKey<Double> EOU_DELAY = AttributeKey.doubleKey("lk.eou.endpointing_delay");
    static final AttributeKey<Double> EOU_DETECTION_DELAY = AttributeKey.doubleKey("lk.eou.detection_delay");
    static final AttributeKey<String> EOU_LANGUAGE = AttributeKey.stringKey("lk.eou.language");
    static final AttributeKey<Double> TRANSCRIPT_CONFIDENCE = AttributeKey.doubleKey("lk.transcript_confidence");
    static final AttributeKey<List<String>> REQUEST_IDS = AttributeKey.stringArrayKey("lk.provider_request_ids");
    static final AttributeKey<Double> E2E_LATENCY = AttributeKey.doubleKey("lk.e2e_latency");
    static final AttributeKey<Double> TTFT = AttributeKey.doubleKey("lk.response.ttft");
    static final AttributeKey<Double> TTFB = AttributeKey.doubleKey("lk.response.ttfb");
    static final AttributeKey<String> TOOL_ID = AttributeKey.stringKey("lk.function_tool.id");
    static final AttributeKey<String> TOOL_NAME = AttributeKey.stringKey("lk.function_tool.name");
    static final AttributeKey<Boolean> TOOL_ERROR = AttributeKey.booleanKey("lk.function_tool.is_error");
    static final AttributeKey<String> FALLBACK_LABEL = AttributeKey.stringKey("lk.fallback.label");
    static final AttributeKey<Long> FALLBACK_INDEX = AttributeKey.longKey("lk.fallback.index");
    static final AttributeKey<String> CLOSE_REASON = AttributeKey.stringKey("lk.close_reason");
    static final AttributeKey<String> ERROR_SOURCE = AttributeKey.stringKey("lk.error.source");
    static final AttributeKey<Boolean> ERROR_RECOVERABLE = AttributeKey.booleanKey("lk.error.recoverable");

    static final AttributeKey<String> PII_TRANSCRIPT = AttributeKey.stringKey("lk.pii.user_transcript");
    static final AttributeKey<String> PII_RESPONSE = AttributeKey.stringKey("lk.pii.response.text");
    static final AttributeKey<String> PII_TOOL_ARGUMENTS = AttributeKey.stringKey("lk.pii.function_tool.arguments");
    static final AttributeKey<String> PII_TOOL_OUTPUT = AttributeKey.stringKey("lk.pii.function_tool.output");

    static final AttributeKey<String> GEN_AI_PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> GEN_AI_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Long> GEN_AI_INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> GEN_AI_OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");

    private Attributes() {}
}
