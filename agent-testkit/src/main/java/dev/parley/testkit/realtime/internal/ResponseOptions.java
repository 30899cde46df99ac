package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one response is to be: the session's configuration with what its {@code response.create} says otherwise. */
final class ResponseOptions {
    private final SessionConfig session;
    private final JsonNode given;

    ResponseOptions(SessionConfig session, JsonNode given) {
        this.session = session;
        this.given = given;
    }

    private JsonNode field(String name) {
        return given.has(name) && !given.path(name).isNull() ? given.path(name) : session.field(name);
    }

    private JsonNode output(String name) {
        JsonNode own = given.path("audio").path("output").path(name);
        return own.isMissingNode() ? session.output().path(name) : own;
    }

    boolean isSpoken() {
        return field("output_modalities").path(0).asText().equals("audio");
    }

    boolean isOutOfBand() {
        return given.path("conversation").asText().equals("none");
    }

    String instructions() {
        return field("instructions").asText("");
    }

    JsonNode tools() {
        return field("tools");
    }

    JsonNode toolChoice() {
        return field("tool_choice");
    }

    AudioCodec codec() {
        return AudioCodec.of(output("format"));
    }

    /** The input that replaces the conversation for this response; missing if it is the conversation. */
    JsonNode input() {
        return given.path("input");
    }

    int maxTokens() {
        return field("max_output_tokens").asInt(Integer.MAX_VALUE);
    }

    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        given.path("metadata")
                .properties()
                .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
        return metadata;
    }

    /** The response object at its beginning. */
    ObjectNode toJson(String id, String conversationId) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("object", "realtime.response").put("id", id).put("status", "in_progress");
        json.putNull("status_details");
        json.putArray("output");
        json.put("conversation_id", isOutOfBand() ? null : conversationId);
        ArrayNode modalities = json.putArray("output_modalities");
        field("output_modalities").forEach(modalities::add);
        json.set("max_output_tokens", field("max_output_tokens"));
        ObjectNode audio = json.putObject("audio").putObject("output");
        audio.set("format", output("format"));
        audio.set("voice", output("voice"));
        json.putNull("usage");
        json.set("metadata", given.path("metadata").isObject() ? given.path("metadata") : json.nullNode());
        return json;
    }
}
