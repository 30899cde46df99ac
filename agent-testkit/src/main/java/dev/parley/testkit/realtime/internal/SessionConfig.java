package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** A session's whole effective configuration, as {@code session.created} and {@code session.updated} tell it. */
final class SessionConfig {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String INSTRUCTIONS = "You are a helpful, witty, and friendly AI. Act like a human, but"
            + " remember that you aren't a human. Talk quickly. You should always call a function if you can.";

    private ObjectNode json;

    private SessionConfig(ObjectNode json) {
        this.json = json;
    }

    /** What a new session is, before the client says anything. */
    static SessionConfig realtime(String id, String model, long expiresAt) {
        ObjectNode json = NODES.objectNode();
        json.put("type", "realtime")
                .put("object", "realtime.session")
                .put("id", id)
                .put("model", model);
        json.putArray("output_modalities").add("audio");
        json.put("instructions", INSTRUCTIONS);
        json.putArray("tools");
        json.put("tool_choice", "auto")
                .put("max_output_tokens", "inf")
                .putNull("tracing")
                .putNull("prompt");
        json.put("expires_at", expiresAt).put("truncation", "auto").putNull("include");
        ObjectNode audio = json.putObject("audio");
        audio.set("input", input(true));
        ObjectNode output = audio.putObject("output");
        output.set("format", pcm());
        output.put("voice", "alloy").put("speed", 1.0);
        return new SessionConfig(json);
    }

    /** The same for a session that transcribes only. */
    static SessionConfig transcription(String id, long expiresAt) {
        ObjectNode json = NODES.objectNode();
        json.put("type", "transcription")
                .put("object", "realtime.transcription_session")
                .put("id", id);
        json.put("expires_at", expiresAt).putNull("include");
        json.putObject("audio").set("input", input(false));
        return new SessionConfig(json);
    }

    private static ObjectNode input(boolean responds) {
        ObjectNode input = NODES.objectNode();
        input.set("format", pcm());
        input.putNull("transcription").putNull("noise_reduction");
        input.set("turn_detection", serverVad(200, responds));
        return input;
    }

    private static ObjectNode serverVad(int silenceMillis, boolean responds) {
        ObjectNode vad = NODES.objectNode().put("type", "server_vad").put("threshold", 0.5);
        vad.put("prefix_padding_ms", 300).put("silence_duration_ms", silenceMillis);
        if (responds) {
            vad.putNull("idle_timeout_ms").put("create_response", true).put("interrupt_response", true);
        }
        return vad;
    }

    private static ObjectNode pcm() {
        return NODES.objectNode().put("type", "audio/pcm").put("rate", 24_000);
    }

    boolean isTranscribing() {
        return json.path("type").asText().equals("transcription");
    }

    /**
     * What is wrong with the {@code session} of a {@code session.update}; empty if it may be applied.
     *
     * @param voiceIsHeard whether the model has spoken already
     */
    Optional<Problem> check(JsonNode update, boolean voiceIsHeard) {
        Optional<Problem> problem = SessionFields.checkSession(update, isTranscribing());
        if (problem.isPresent()) {
            return problem;
        }
        JsonNode model = update.path("model");
        if (model.isTextual() && !model.equals(json.path("model"))) {
            return Optional.of(Problem.invalid(
                    "invalid_value", "Cannot update the model of a session that has begun.", "session.model"));
        }
        boolean reasons = json.path("model").asText().startsWith("gpt-realtime-2");
        for (String field : new String[] {"reasoning", "parallel_tool_calls"}) {
            if (update.has(field) && !update.path(field).isNull() && !reasons) {
                return Optional.of(Problem.invalid(
                        "unsupported_parameter",
                        "Unsupported parameter: '" + field + "' is not supported with this model.",
                        "session." + field));
            }
        }
        JsonNode voice = update.path("audio").path("output").path("voice");
        boolean otherVoice = !voice.isMissingNode() && !voice.equals(output().path("voice"));
        return otherVoice && voiceIsHeard ? Optional.of(Problem.cannotUpdateVoice()) : Optional.empty();
    }

    /** Applies an update that was checked: what is there replaces what was, objects field by field. */
    void apply(JsonNode update) {
        ObjectNode updated = json.deepCopy();
        merge(updated, (ObjectNode) update);
        json = updated;
    }

    private static void merge(ObjectNode target, ObjectNode update) {
        for (Map.Entry<String, JsonNode> field : update.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.equals("turn_detection") && isOtherKind(target.path(name), value)) {
                target.set(name, turnDetection(value));
            }
            boolean whole = name.equals("format") || name.equals("tool_choice") || name.equals("truncation");
            if (value.isObject() && target.path(name).isObject() && !whole) {
                merge((ObjectNode) target.path(name), (ObjectNode) value);
            } else {
                target.set(name, name.equals("format") ? format(value) : value.deepCopy());
            }
        }
    }

    private static boolean isOtherKind(JsonNode before, JsonNode now) {
        return now.isObject()
                && !(before.isObject()
                        && now.path("type")
                                .asText(before.path("type").asText())
                                .equals(before.path("type").asText()));
    }

    private static ObjectNode turnDetection(JsonNode given) {
        if (given.path("type").asText("server_vad").equals("server_vad")) {
            return serverVad(500, true);
        }
        return NODES.objectNode()
                .put("type", "semantic_vad")
                .put("eagerness", "auto")
                .put("create_response", true)
                .put("interrupt_response", true);
    }

    private static JsonNode format(JsonNode given) {
        return given.path("type").asText("audio/pcm").equals("audio/pcm") ? pcm() : given.deepCopy();
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** One top-level field; missing if the session has none of this name. */
    JsonNode field(String name) {
        return json.path(name);
    }

    JsonNode output() {
        return json.path("audio").path("output");
    }

    JsonNode transcription() {
        return json.path("audio").path("input").path("transcription");
    }

    AudioCodec inputCodec() {
        return AudioCodec.of(json.path("audio").path("input").path("format"));
    }

    Optional<TurnSettings> turns() {
        JsonNode detection = json.path("audio").path("input").path("turn_detection");
        return TurnSettings.of(detection.isMissingNode() ? NullNode.getInstance() : detection);
    }
}
