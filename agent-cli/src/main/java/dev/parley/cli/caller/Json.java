package dev.parley.cli.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON as the caller's socket has it. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** A tool's arguments: an object, or the same as text. */
    static JsonNode objectOf(JsonNode arguments) {
        if (!arguments.isTextual()) {
            return arguments.isMissingNode() ? MAPPER.createObjectNode() : arguments;
        }
        try {
            return MAPPER.readTree(arguments.asText());
        } catch (JsonProcessingException garbled) {
            return arguments;
        }
    }

    static String textOf(JsonNode value) {
        return value.isValueNode() || value.isMissingNode() ? value.asText() : value.toString();
    }
}
