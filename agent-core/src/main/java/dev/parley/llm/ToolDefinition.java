package dev.parley.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tool as a model sees it.
 *
 * @param name letters, digits, {@code _} and {@code -}, at most 64 characters (the rule of OpenAI's function names)
 * @param description what it does and when to call it, for the model
 * @param parameters JSON schema of the arguments; its root type is {@code object}
 * @param provided of a tool that the model's provider runs itself, such as a web search: how the provider wants it declared
 */
public record ToolDefinition(String name, String description, JsonNode parameters, Optional<JsonNode> provided) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    public ToolDefinition {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "tool name: " + name + " (expected: 1 to 64 letters, digits, '_' or '-')");
        }
        if (!parameters.path("type").asText().equals("object")) {
            throw new IllegalArgumentException("tool schema of " + name + ": root type "
                    + parameters.path("type").asText("missing") + " (expected: object)");
        }
        parameters = parameters.deepCopy();
        provided = provided.map(JsonNode::deepCopy);
    }

    /** A tool that the session runs. */
    public ToolDefinition(String name, String description, JsonNode parameters) {
        this(name, description, parameters, Optional.empty());
    }

    /**
     * A tool that the model's provider runs itself.
     *
     * @param id names it among the agent's tools
     * @param declaration as the provider wants it, such as {@code {"type":"web_search"}}; passed on as it is
     */
    public static ToolDefinition provided(String id, ObjectNode declaration) {
        ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
        return new ToolDefinition(id, "", none, Optional.of(declaration));
    }

    /** The definition in OpenAI's function format: {@code {"type":"function","function":{…}}}; a provider's tool as it is. */
    public ObjectNode toOpenAi() {
        if (provided.isPresent()) {
            return provided.get().deepCopy();
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("type", "function");
        root.putObject("function")
                .put("name", name)
                .put("description", description)
                .set("parameters", parameters.deepCopy());
        return root;
    }

    /**
     * The definition in the flat format of OpenAI's Responses API; {@code strict} is said to be false, since left out it is
     * taken to be true there and would refuse optional arguments.
     */
    public ObjectNode toOpenAiResponses() {
        if (provided.isPresent()) {
            return provided.get().deepCopy();
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("type", "function")
                .put("name", name)
                .put("description", description)
                .set("parameters", parameters.deepCopy());
        return root.put("strict", false);
    }

    /**
     * The definition in the format of Anthropic's Messages API: {@code {"name":…,"description":…,"input_schema":{…}}}; a
     * provider's tool as it is.
     */
    public ObjectNode toAnthropic() {
        if (provided.isPresent()) {
            return provided.get().deepCopy();
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("name", name).put("description", description).set("input_schema", parameters.deepCopy());
        return root;
    }
}
