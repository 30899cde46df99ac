package dev.parley.realtime;

import dev.parley.chat.ChatContext;
import dev.parley.llm.ToolDefinition;
import java.util.List;

/**
 * How a conversation with a realtime model begins.
 *
 * @param sessionId for logs and metrics
 * @param conversation what was said before
 * @param modelTakesTurns whether the model is to find the caller's turns and answer them by itself; only of use where it has
 *     {@link RealtimeCapability#TURN_DETECTION}
 */
public record RealtimeSetup(
        String sessionId,
        String instructions,
        List<ToolDefinition> tools,
        ChatContext conversation,
        boolean modelTakesTurns) {
    public RealtimeSetup {
        tools = List.copyOf(tools);
    }

    /** A conversation with nothing said yet, in which the model takes turns if it can. */
    public static RealtimeSetup of(String sessionId, String instructions) {
        return new RealtimeSetup(sessionId, instructions, List.of(), ChatContext.empty(), true);
    }

    public RealtimeSetup withInstructions(String newInstructions) {
        return new RealtimeSetup(sessionId, newInstructions, tools, conversation, modelTakesTurns);
    }

    public RealtimeSetup withTools(List<ToolDefinition> newTools) {
        return new RealtimeSetup(sessionId, instructions, newTools, conversation, modelTakesTurns);
    }

    public RealtimeSetup withConversation(ChatContext newConversation) {
        return new RealtimeSetup(sessionId, instructions, tools, newConversation, modelTakesTurns);
    }

    /** Whoever opens the session says when a turn is over. */
    public RealtimeSetup withoutTurnDetection() {
        return new RealtimeSetup(sessionId, instructions, tools, conversation, false);
    }
}
