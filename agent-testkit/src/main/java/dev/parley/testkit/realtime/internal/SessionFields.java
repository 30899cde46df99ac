package dev.parley.testkit.realtime.internal;

import static dev.parley.testkit.realtime.internal.FieldRule.anyObject;
import static dev.parley.testkit.realtime.internal.FieldRule.anything;
import static dev.parley.testkit.realtime.internal.FieldRule.bool;
import static dev.parley.testkit.realtime.internal.FieldRule.decimal;
import static dev.parley.testkit.realtime.internal.FieldRule.integer;
import static dev.parley.testkit.realtime.internal.FieldRule.integerOr;
import static dev.parley.testkit.realtime.internal.FieldRule.listOf;
import static dev.parley.testkit.realtime.internal.FieldRule.nullable;
import static dev.parley.testkit.realtime.internal.FieldRule.object;
import static dev.parley.testkit.realtime.internal.FieldRule.objectOr;
import static dev.parley.testkit.realtime.internal.FieldRule.oneOf;
import static dev.parley.testkit.realtime.internal.FieldRule.text;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fields of sessions and of single responses, and what each may hold. */
final class SessionFields {
    private static final List<String> VOICES =
            List.of("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar");
    private static final List<String> MODALITIES = List.of("text", "audio");

    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private static final FieldRule FORMAT =
            object(Map.of("type", oneOf("audio/pcm", "audio/pcmu", "audio/pcma"), "rate", integer(24_000, 24_000)));

    private static final FieldRule TURN_DETECTION = SessionFields::checkTurnDetection;

    private static final FieldRule TRANSCRIPTION = object(Map.of(
            "model", text(),
            "language", nullable(text()),
            "languages", nullable(listOf(text())),
            "prompt", nullable(text()),
            "keywords", nullable(listOf(text())),
            "delay", nullable(oneOf("minimal", "low", "medium", "high", "xhigh"))));

    private static final FieldRule INPUT = object(Map.of(
            "format", FORMAT,
            "transcription", nullable(TRANSCRIPTION),
            "noise_reduction",
                    nullable(object(Map.of("type", oneOf("near_field", "far_field"), "strength", decimal(0, 10)))),
            "turn_detection", nullable(TURN_DETECTION)));

    private static final FieldRule OUTPUT =
            object(Map.of("format", FORMAT, "voice", SessionFields::checkVoice, "speed", decimal(0.25, 1.5)));

    private static final FieldRule REASONING =
            object(Map.of("effort", oneOf("minimal", "low", "medium", "high", "xhigh")));

    private static final FieldRule MAX_TOKENS = integerOr(integer(1, 4096), oneOf("inf"));

    private static final FieldRule TRUNCATION = objectOr(
            object(Map.of(
                    "type", oneOf("retention_ratio"),
                    "retention_ratio", decimal(0, 1),
                    "token_limits", nullable(object(Map.of("post_instructions", integer(0, 1_000_000)))))),
            oneOf("auto", "disabled"));

    private static final FieldRule TRACING = nullable(objectOr(
            object(Map.of("workflow_name", text(), "group_id", text(), "metadata", anything())), oneOf("auto")));

    private static final Map<String, FieldRule> MODEL_FIELDS = Map.ofEntries(
            entry("instructions", nullable(text())),
            entry("output_modalities", SessionFields::checkModalities),
            entry("tools", listOf(SessionFields::checkTool)),
            entry("tool_choice", objectOr(anyObject(), oneOf("auto", "none", "required"))),
            entry("max_output_tokens", MAX_TOKENS),
            entry("prompt", nullable(anyObject())),
            entry("reasoning", nullable(REASONING)),
            entry("parallel_tool_calls", nullable(bool())));

    private static final FieldRule REALTIME = object(with(
            MODEL_FIELDS,
            Map.ofEntries(
                    entry("type", oneOf("realtime")),
                    entry("model", text()),
                    entry("audio", object(Map.of("input", INPUT, "output", OUTPUT))),
                    entry("truncation", TRUNCATION),
                    entry("tracing", TRACING),
                    entry("include", nullable(listOf(oneOf("item.input_audio_transcription.logprobs")))))));

    private static final FieldRule TRANSCRIBING = object(Map.of(
            "type", oneOf("transcription"),
            "audio", object(Map.of("input", INPUT)),
            "include", nullable(listOf(oneOf("item.input_audio_transcription.logprobs")))));

    private static final FieldRule RESPONSE = object(with(
            MODEL_FIELDS,
            Map.ofEntries(
                    entry("audio", object(Map.of("output", OUTPUT))),
                    entry("conversation", oneOf("auto", "none")),
                    entry("input", listOf(anyObject())),
                    entry("metadata", nullable(SessionFields::checkMetadata)))));

    private SessionFields() {}

    /** What is wrong with a {@code session} of a client's; it may lack any field but its type. */
    static Optional<Problem> checkSession(JsonNode session, boolean transcribing) {
        if (!session.isObject()) {
            return Optional.of(Problem.missingParameter("session"));
        }
        if (!session.has("type")) {
            return Optional.of(Problem.missingParameter("session.type"));
        }
        return (transcribing ? TRANSCRIBING : REALTIME).check("session", session);
    }

    /** What is wrong with the {@code response} of a {@code response.create}. */
    static Optional<Problem> checkResponse(JsonNode response) {
        return RESPONSE.check("response", response);
    }

    private static Optional<Problem> checkTurnDetection(String path, JsonNode value) {
        Map<String, FieldRule> shared = Map.of(
                "type", oneOf("server_vad", "semantic_vad"),
                "create_response", bool(),
                "interrupt_response", bool());
        boolean semantic = value.path("type").asText().equals("semantic_vad");
        Map<String, FieldRule> own = semantic
                ? Map.of("eagerness", nullable(oneOf("low", "medium", "high", "auto")))
                : Map.of(
                        "threshold", nullable(decimal(0, 1)),
                        "prefix_padding_ms", nullable(integer(0, 10_000)),
                        "silence_duration_ms", nullable(integer(0, 10_000)),
                        "idle_timeout_ms", nullable(integer(5_000, 30_000)));
        return object(with(shared, own)).check(path, value);
    }

    private static Optional<Problem> checkVoice(String path, JsonNode value) {
        if (value.isObject()) {
            return object(Map.of("id", text())).check(path, value);
        }
        return oneOf(VOICES.toArray(String[]::new)).check(path, value);
    }

    private static Optional<Problem> checkModalities(String path, JsonNode value) {
        Optional<Problem> problem =
                listOf(oneOf(MODALITIES.toArray(String[]::new))).check(path, value);
        if (problem.isPresent() || value.size() == 1) {
            return problem;
        }
        return Optional.of(Problem.invalid(
                "invalid_value",
                "Invalid modalities: " + value + ". Supported combinations are: ['text'] and ['audio'].",
                path));
    }

    private static Optional<Problem> checkTool(String path, JsonNode tool) {
        if (!tool.path("type").asText().equals("function")) {
            return oneOf("function").check(path + ".type", tool.path("type"));
        }
        if (!tool.path("name").isTextual()) {
            return Optional.of(Problem.missingParameter(path + ".name"));
        }
        if (!TOOL_NAME.matcher(tool.path("name").asText()).matches()) {
            return Optional.of(Problem.invalid(
                    "invalid_value",
                    "Invalid '" + path + ".name': string does not match pattern. Expected a string that matches the"
                            + " pattern '^[a-zA-Z0-9_-]{1,64}$'.",
                    path + ".name"));
        }
        return object(Map.of(
                        "type", anything(),
                        "name", text(),
                        "description", nullable(text()),
                        "parameters", nullable(anyObject())))
                .check(path, tool);
    }

    private static Optional<Problem> checkMetadata(String path, JsonNode metadata) {
        if (metadata.size() > 16) {
            return Optional.of(Problem.invalid(
                    "object_above_max_properties",
                    "Invalid '" + path + "': too many properties. Expected at most 16, but got " + metadata.size()
                            + " instead.",
                    path));
        }
        Map<String, FieldRule> fields = new HashMap<>();
        metadata.fieldNames().forEachRemaining(name -> fields.put(name, text()));
        return object(fields).check(path, metadata);
    }

    private static Map<String, FieldRule> with(Map<String, FieldRule> some, Map<String, FieldRule> more) {
        Map<String, FieldRule> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }
}
