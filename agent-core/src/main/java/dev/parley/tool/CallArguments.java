package dev.parley.tool;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ToolDefinition;
import java.util.Map;

/** Compares what a model wrote as the arguments of two calls. */
public final class CallArguments {
    private CallArguments() {}

    /**
     * Whether two calls of a tool ask for the same: the order of fields does not matter, nor whether a default of the
     * schema is written out. What is no JSON object is equal to nothing.
     */
    public static boolean same(ToolDefinition tool, String one, String other) {
        try {
            return canonical(tool, one) instanceof ObjectNode first
                    && first.equals(canonical(tool, other)); // an ObjectNode's fields have no order
        } catch (JacksonException malformed) {
            return false;
        }
    }

    private static JsonNode canonical(ToolDefinition tool, String text) throws JacksonException {
        JsonNode arguments = ToolJson.parse(text.isBlank() ? "{}" : text);
        if (!(arguments instanceof ObjectNode object)) {
            return arguments;
        }
        object.remove(BuiltInTools.CONFIRMATION);
        for (Map.Entry<String, JsonNode> property :
                tool.parameters().path("properties").properties()) {
            JsonNode standard = property.getValue().get("default");
            JsonNode given = object.get(property.getKey());
            if (given == null || given.isNull()) {
                object.remove(property.getKey());
                if (standard != null) {
                    object.set(property.getKey(), standard);
                }
            }
        }
        return object;
    }
}
