package dev.parley.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatContext;
import java.util.List;
import java.util.Locale;

/**
 * One request to a language model.
 *
 * @param sessionId the conversation that asks; local models may keep state by it
 * @param context instructions and conversation so far
 * @param tools what the model may call
 * @param toolChoice whether it may, must or must not
 * @param options how it is to be answered beside that
 */
public record ChatRequest(
        String sessionId, ChatContext context, List<ToolDefinition> tools, ToolChoice toolChoice, ChatOptions options) {
    public ChatRequest {
        tools = List.copyOf(tools);
    }

    /** As the provider has it. */
    public ChatRequest(String sessionId, ChatContext context, List<ToolDefinition> tools, ToolChoice toolChoice) {
        this(sessionId, context, tools, toolChoice, ChatOptions.standard());
    }

    /** The same on another conversation. */
    public ChatRequest withContext(ChatContext newContext) {
        return new ChatRequest(sessionId, newContext, tools, toolChoice, options);
    }

    /** The same with these options. */
    public ChatRequest withOptions(ChatOptions newOptions) {
        return new ChatRequest(sessionId, context, tools, toolChoice, newOptions);
    }

    /**
     * The request in the format of OpenAI's chat completions, without its model and without {@code stream}: {@code messages},
     * {@code tools}, {@code tool_choice}, {@code parallel_tool_calls}, and the options' own parameters, which win.
     */
    public ObjectNode toOpenAi() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("messages", context.toOpenAi());
        if (!tools.isEmpty()) {
            ArrayNode offered = body.putArray("tools");
            tools.forEach(tool -> offered.add(tool.toOpenAi()));
            body.put("tool_choice", toolChoice.name().toLowerCase(Locale.ROOT));
            if (options.parallelToolCalls() != ChatOptions.ParallelToolCalls.AS_THE_MODEL_LIKES) {
                body.put("parallel_tool_calls", options.parallelToolCalls() == ChatOptions.ParallelToolCalls.ALLOWED);
            }
        }
        return body.setAll(options.extra());
    }
}
