package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** Translates between the current dialect and the one before it, which older servers and clients speak. */
public final class BetaDialect {
    private static final Map<String, String> SERVER_EVENTS = Map.of(
            "response.output_text.delta", "response.text.delta",
            "response.output_text.done", "response.text.done",
            "response.output_audio.delta", "response.audio.delta",
            "response.output_audio.done", "response.audio.done",
            "response.output_audio_transcript.delta", "response.audio_transcript.delta",
            "response.output_audio_transcript.done", "response.audio_transcript.done",
            "conversation.item.added", "conversation.item.created");
    private static final Map<String, String> OLD_CONTENT = Map.of("output_text", "text", "output_audio", "audio");
    private static final Map<String, String> NEW_CONTENT = Map.of("text", "output_text", "audio", "output_audio");

    private BetaDialect() {}

    /** A server event as it goes over the wire; empty if the older dialect has none for it. The event is used up. */
    public static Optional<ObjectNode> toBeta(ObjectNode event) {
        String type = event.path("type").asText();
        if (type.equals("conversation.item.done")) {
            return Optional.empty();
        }
        event.put("type", SERVER_EVENTS.getOrDefault(type, type));
        if (type.startsWith("session.")) {
            boolean transcribing = event.path("session").path("type").asText().equals("transcription");
            event.put("type", transcribing ? "transcription_" + type : type);
            event.set("session", BetaSession.toBeta(event.path("session")));
        }
        renameContents(event.path("item"), OLD_CONTENT);
        if (event.path("response").isObject()) {
            toBetaResponse((ObjectNode) event.path("response"));
        }
        if (event.path("error").isObject()) {
            toBetaPaths((ObjectNode) event.path("error"));
        }
        return Optional.of(event);
    }

    private static void toBetaResponse(ObjectNode response) {
        response.path("output").forEach(item -> renameContents(item, OLD_CONTENT));
        JsonNode output = response.path("audio").path("output");
        response.set("voice", output.path("voice"));
        response.put("output_audio_format", BetaSession.formatName(output.path("format")));
        response.set("modalities", BetaSession.modalities(response.path("output_modalities")));
        response.remove("audio");
        response.remove("output_modalities");
        response.put("temperature", BetaSession.TEMPERATURE);
    }

    private static void toBetaPaths(ObjectNode error) {
        error.put("message", BetaSession.path(error.path("message").asText()));
        if (error.path("param").isTextual()) {
            error.put("param", BetaSession.path(error.path("param").asText()));
        }
    }

    /** A client event of the older dialect as one of the current. The event is used up. */
    public static JsonNode fromBeta(JsonNode event) {
        if (!(event instanceof ObjectNode given)) {
            return event;
        }
        String type = given.path("type").asText();
        boolean transcribing = type.equals("transcription_session.update");
        if (transcribing || type.equals("session.update")) {
            given.put("type", "session.update");
            if (given.path("session").isObject()) {
                given.set("session", BetaSession.fromBeta((ObjectNode) given.path("session"), transcribing));
            }
        }
        fromBetaItem(given.path("item"));
        if (given.path("response").isObject()) {
            ObjectNode response = (ObjectNode) given.path("response");
            response.path("input").forEach(BetaDialect::fromBetaItem);
            given.set("response", BetaSession.fromBetaResponse(response));
        }
        return given;
    }

    private static void fromBetaItem(JsonNode item) {
        if (item.path("role").asText().equals("assistant")) {
            renameContents(item, NEW_CONTENT);
        }
    }

    private static void renameContents(JsonNode item, Map<String, String> names) {
        for (JsonNode part : item.path("content")) {
            String name = part.path("type").asText();
            ((ObjectNode) part).put("type", names.getOrDefault(name, name));
        }
    }
}
