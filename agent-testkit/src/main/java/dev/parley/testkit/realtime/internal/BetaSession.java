package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Sessions of the older dialect, in which all fields stand side by side. */
final class BetaSession {
    static final double TEMPERATURE = 0.8;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<String, String> FORMATS =
            Map.of("pcm16", "audio/pcm", "g711_ulaw", "audio/pcmu", "g711_alaw", "audio/pcma");
    private static final Map<String, String> INPUT_FIELDS = Map.of(
            "transcription", "input_audio_transcription",
            "noise_reduction", "input_audio_noise_reduction",
            "turn_detection", "turn_detection");
    private static final Map<String, String> PATHS = Map.of(
            "session.audio.input.turn_detection", "session.turn_detection",
            "session.audio.input.transcription", "session.input_audio_transcription",
            "session.audio.input.noise_reduction", "session.input_audio_noise_reduction",
            "session.audio.input.format", "session.input_audio_format",
            "session.audio.output.format", "session.output_audio_format",
            "session.audio.output.voice", "session.voice",
            "session.audio.output.speed", "session.speed",
            "session.output_modalities", "session.modalities",
            "session.max_output_tokens", "session.max_response_output_tokens");

    private BetaSession() {}

    static ObjectNode toBeta(JsonNode session) {
        ObjectNode flat = session.deepCopy();
        JsonNode input = session.path("audio").path("input");
        JsonNode output = session.path("audio").path("output");
        flat.remove("audio");
        flat.remove("type");
        flat.put("input_audio_format", formatName(input.path("format")));
        INPUT_FIELDS.forEach((now, before) -> flat.set(before, input.path(now)));
        if (session.has("output_modalities")) {
            flat.set("modalities", modalities(session.path("output_modalities")));
            flat.set("max_response_output_tokens", session.path("max_output_tokens"));
            flat.put("output_audio_format", formatName(output.path("format")));
            flat.set("voice", output.path("voice"));
            flat.set("speed", output.path("speed"));
            flat.put("temperature", TEMPERATURE);
            flat.remove("output_modalities");
            flat.remove("max_output_tokens");
            flat.remove("truncation");
        }
        return flat;
    }

    static ObjectNode fromBeta(ObjectNode flat, boolean transcribing) {
        ObjectNode session = flat.deepCopy();
        session.put("type", transcribing ? "transcription" : "realtime");
        ObjectNode audio = NODES.objectNode();
        ObjectNode input = audio.putObject("input");
        moveFormat(session, "input_audio_format", input);
        INPUT_FIELDS.forEach((now, before) -> move(session, before, input, now));
        if (!transcribing) {
            moveOutput(session, audio.putObject("output"));
            session.remove("temperature");
            move(session, "max_response_output_tokens", session, "max_output_tokens");
        }
        session.set("audio", audio);
        return session;
    }

    static ObjectNode fromBetaResponse(ObjectNode flat) {
        ObjectNode response = flat.deepCopy();
        ObjectNode output = NODES.objectNode();
        moveOutput(response, output);
        response.remove("temperature");
        move(response, "max_response_output_tokens", response, "max_output_tokens");
        if (!output.isEmpty()) {
            response.putObject("audio").set("output", output);
        }
        return response;
    }

    private static void moveOutput(ObjectNode from, ObjectNode output) {
        moveFormat(from, "output_audio_format", output);
        move(from, "voice", output, "voice");
        move(from, "speed", output, "speed");
        if (from.has("modalities")) {
            boolean spoken = false;
            for (JsonNode modality : from.path("modalities")) {
                spoken |= modality.asText().equals("audio");
            }
            from.remove("modalities");
            from.putArray("output_modalities").add(spoken ? "audio" : "text");
        }
    }

    private static void move(ObjectNode from, String name, ObjectNode to, String newName) {
        if (from.has(name)) {
            JsonNode value = from.remove(name);
            to.set(newName, value);
        }
    }

    private static void moveFormat(ObjectNode from, String name, ObjectNode to) {
        if (from.has(name)) {
            String format = from.remove(name).asText();
            to.putObject("format").put("type", FORMATS.getOrDefault(format, format));
        }
    }

    static String formatName(JsonNode format) {
        String type = format.path("type").asText();
        return FORMATS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("pcm16");
    }

    static ArrayNode modalities(JsonNode output) {
        ArrayNode modalities = NODES.arrayNode();
        output.forEach(modalities::add);
        return output.path(0).asText().equals("audio") ? modalities.add("text") : modalities;
    }

    /** A text in which paths of fields are as the older dialect has them. */
    static String path(String text) {
        String translated = text;
        for (Map.Entry<String, String> path : PATHS.entrySet()) {
            translated = translated.replace(path.getKey(), path.getValue());
        }
        return translated;
    }
}
