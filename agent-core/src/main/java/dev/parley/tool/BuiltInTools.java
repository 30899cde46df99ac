package dev.parley.tool;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.FunctionCall;
import dev.parley.llm.ToolDefinition;
import java.util.List;

/**
 * The tools and arguments that the session itself adds to an agent's, and what models are told by them. The names are
 * LiveKit Agents'.
 */
public final class BuiltInTools {
    /** Lists running calls that may be cancelled. */
    public static final String RUNNING_TASKS = "lk_agents_get_running_tasks";

    /** Cancels one of them. */
    public static final String CANCEL_TASK = "lk_agents_cancel_task";

    /** The argument by which a model says that a second call of the same is meant. */
    public static final String CONFIRMATION = "lk_agents_confirm_duplicate";

    private static final List<ToolDefinition> FOR_CANCELLING = List.of(
            new ToolDefinition(
                    RUNNING_TASKS,
                    "Lists the tool calls that are still running and can be cancelled.",
                    JsonNodeFactory.instance.objectNode().put("type", "object")),
            new ToolDefinition(CANCEL_TASK, "Cancels a running tool call by its call_id.", byCallId()));

    private BuiltInTools() {}

    private static ObjectNode byCallId() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").putObject("call_id").put("type", "string");
        schema.putArray("required").add("call_id");
        return schema;
    }

    /** What an agent is offered that has a tool which may be cancelled. */
    public static List<ToolDefinition> forCancelling() {
        return FOR_CANCELLING;
    }

    public static boolean isBuiltIn(String tool) {
        return tool.equals(RUNNING_TASKS) || tool.equals(CANCEL_TASK);
    }

    /** The tool as its model sees it. */
    public static ToolDefinition offered(FunctionTool tool) {
        ToolDefinition own = tool.definition();
        if (tool.options().onDuplicate() != OnDuplicate.CONFIRM) {
            return own;
        }
        ObjectNode schema = own.parameters().deepCopy();
        schema.withObject("/properties")
                .putObject(CONFIRMATION)
                .put("type", "boolean")
                .put("description", "Set to true to run it although the same call is still running.");
        return new ToolDefinition(own.name(), own.description(), schema);
    }

    public static boolean confirms(String arguments) {
        return object(arguments).path(CONFIRMATION).asBoolean(false);
    }

    /** The arguments as the tool's own schema has them; what is no JSON object is left as it is. */
    public static String withoutConfirmation(String arguments) {
        ObjectNode object = object(arguments);
        return object.remove(CONFIRMATION) == null ? arguments : object.toString();
    }

    /** The call that is to be cancelled; empty if the model does not say. */
    public static String taskToCancel(String arguments) {
        return object(arguments).path("call_id").asText("");
    }

    private static ObjectNode object(String arguments) {
        try {
            JsonNode json = ToolJson.parse(arguments.isBlank() ? "{}" : arguments);
            return json instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        } catch (JacksonException malformed) {
            return JsonNodeFactory.instance.objectNode(); // the tool itself tells the model what is wrong with it
        }
    }

    /** What a model reads of running calls: a JSON array. */
    public static String listed(List<FunctionCall> running) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        running.forEach(call -> list.addObject()
                .put("call_id", call.callId())
                .put("name", call.name())
                .put("arguments", call.arguments()));
        return list.toString();
    }

    public static String toBeApproved(String tool) {
        return "Not run yet: what " + tool
                + " does can't be undone. Tell the caller exactly what is about to be done and "
                + "ask for a yes. Only when the caller has said yes, call " + tool + " again with the same arguments.";
    }
}
