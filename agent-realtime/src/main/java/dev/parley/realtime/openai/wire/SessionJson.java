package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.settings.Transcription;
import dev.parley.realtime.openai.settings.Truncation;
import dev.parley.realtime.openai.settings.TurnDetector;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code session} object of a {@code session.update}: nested since GA, flat before. */
public final class SessionJson {
    private final SessionSettings settings;
    private final ApiShape shape;
    private final boolean modelTakesTurns;

    /** @param modelTakesTurns false switches off the turn detector that the settings may have */
    public SessionJson(SessionSettings settings, ApiShape shape, boolean modelTakesTurns) {
        this.settings = settings;
        this.shape = shape;
        this.modelTakesTurns = modelTakesTurns;
    }

    /** The whole session, for a new connection. */
    public ObjectNode whole(String instructions, List<ToolDefinition> tools) {
        ObjectNode session = shape == ApiShape.GA ? nested() : flat();
        session.put("instructions", instructions);
        session.set("tools", toolsOf(tools));
        session.put("tool_choice", "auto");
        settings.tracing().ifPresent(tracing -> session.set("tracing", tracing));
        settings.more().forEach(session::set);
        return session;
    }

    /** A change of the running session. */
    public ObjectNode instructions(String instructions) {
        return change().put("instructions", instructions);
    }

    /** A change of the running session. */
    public ObjectNode tools(List<ToolDefinition> tools) {
        ObjectNode session = change();
        session.set("tools", toolsOf(tools));
        return session;
    }

    /** Since GA each change says what kind of session it is. */
    private ObjectNode change() {
        ObjectNode session = JsonNodeFactory.instance.objectNode();
        return shape == ApiShape.GA ? session.put("type", "realtime") : session;
    }

    private ObjectNode nested() {
        ObjectNode session = change();
        session.putArray("output_modalities").add(settings.spoken() ? "audio" : "text");
        ObjectNode audio = session.putObject("audio");
        ObjectNode input = audio.putObject("input");
        input.set("format", format(settings.input()));
        input.set("noise_reduction", noiseReduction());
        input.set("transcription", transcription());
        input.set("turn_detection", turnDetection());
        ObjectNode output = audio.putObject("output");
        output.set("format", format(settings.output()));
        putVoice(output);
        output.put("speed", settings.speed());
        putMaxTokens(session, "max_output_tokens");
        putTruncation(session);
        settings.prompt().ifPresent(prompt -> session.set("prompt", prompt));
        settings.reasoningEffort()
                .ifPresent(effort -> session.putObject("reasoning").put("effort", effort));
        settings.parallelToolCalls().ifPresent(allowed -> session.put("parallel_tool_calls", allowed));
        if (!settings.include().isEmpty()) {
            settings.include().forEach(session.putArray("include")::add);
        }
        return session;
    }

    private ObjectNode flat() {
        ObjectNode session = change();
        ArrayNode modalities = session.putArray("modalities").add("text");
        if (settings.spoken()) {
            modalities.add("audio");
        }
        putVoice(session);
        session.put("input_audio_format", settings.input().betaName());
        session.put("output_audio_format", settings.output().betaName());
        session.set("input_audio_noise_reduction", noiseReduction());
        session.set("input_audio_transcription", transcription());
        session.set("turn_detection", turnDetection());
        session.put("speed", settings.speed());
        putMaxTokens(session, "max_response_output_tokens");
        return session;
    }

    private void putVoice(ObjectNode target) {
        if (settings.voice().startsWith("voice_")) {
            target.putObject("voice").put("id", settings.voice());
        } else {
            target.put("voice", settings.voice());
        }
    }

    private void putMaxTokens(ObjectNode session, String field) {
        settings.maxOutputTokens().ifPresentOrElse(most -> session.put(field, most), () -> session.put(field, "inf"));
    }

    private void putTruncation(ObjectNode session) {
        if (settings.truncation() instanceof Truncation.RetentionRatio ratio) {
            ObjectNode how = session.putObject("truncation")
                    .put("type", "retention_ratio")
                    .put("retention_ratio", ratio.ratio());
            ratio.postInstructions()
                    .ifPresent(most -> how.putObject("token_limits").put("post_instructions", most));
        } else {
            session.put("truncation", settings.truncation() instanceof Truncation.Disabled ? "disabled" : "auto");
        }
    }

    private static ObjectNode format(AudioCodec codec) {
        ObjectNode format = JsonNodeFactory.instance.objectNode().put("type", codec.mediaType());
        return codec == AudioCodec.PCM ? format.put("rate", 24_000) : format;
    }

    /** Null where there is none: what is left out would stay as the server has it. */
    private com.fasterxml.jackson.databind.JsonNode noiseReduction() {
        return settings.noiseReduction()
                .<com.fasterxml.jackson.databind.JsonNode>map(
                        microphone -> JsonNodeFactory.instance.objectNode().put("type", lower(microphone)))
                .orElse(JsonNodeFactory.instance.nullNode());
    }

    private com.fasterxml.jackson.databind.JsonNode transcription() {
        Optional<Transcription> how = settings.transcription();
        if (how.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("model", how.get().model());
        if (!how.get().language().isEmpty()) {
            node.put("language", how.get().language());
        }
        if (!how.get().prompt().isEmpty()) {
            node.put("prompt", how.get().prompt());
        }
        return node;
    }

    private com.fasterxml.jackson.databind.JsonNode turnDetection() {
        Optional<TurnDetector> detector = settings.turnDetector().filter(found -> modelTakesTurns);
        if (detector.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (detector.get() instanceof TurnDetector.ServerVad vad) {
            node.put("type", "server_vad")
                    .put("threshold", vad.threshold())
                    .put("prefix_padding_ms", vad.prefixPadding().toMillis())
                    .put("silence_duration_ms", vad.silence().toMillis());
            vad.idleTimeout().ifPresent(timeout -> node.put("idle_timeout_ms", timeout.toMillis()));
        } else if (detector.get() instanceof TurnDetector.SemanticVad semantic) {
            node.put("type", "semantic_vad").put("eagerness", lower(semantic.eagerness()));
        }
        return node.put("create_response", detector.get().createResponse())
                .put("interrupt_response", detector.get().interruptResponse());
    }

    static ArrayNode toolsOf(List<ToolDefinition> tools) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ToolDefinition tool : tools) {
            if (tool.provided().isPresent()) {
                list.add(tool.toOpenAiResponses());
                continue;
            }
            list.addObject()
                    .put("type", "function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", tool.parameters().deepCopy());
        }
        return list;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
