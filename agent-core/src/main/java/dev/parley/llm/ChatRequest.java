package dev.parley.llm;

import dev.parley.chat.ChatContext;
import java.util.List;

/**
 * One request to a language model.
 *
 * @param sessionId the conversation that asks; local models may keep state by it
 * @param context instructions and conversation so far
 * @param tools what the model may call
 * @param toolChoice whether it may, must or must not
 */
public record ChatRequest(String sessionId, ChatContext context, List<ToolDefinition> tools, ToolChoice toolChoice) {
    public ChatRequest {
        tools = List.copyOf(tools);
    }

    /** The same on another conversation. */
    public ChatRequest withContext(ChatContext newContext) {
        return new ChatRequest(sessionId, newContext, tools, toolChoice);
    }
}
