package dev.parley.realtime;

import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import java.util.List;
import java.util.Optional;

/**
 * A reply that is asked for.
 *
 * @param replyId chosen by the one who asks; comes back in {@link RealtimeEvent.GenerationCreated}
 * @param instructions for this reply alone, beside the session's; empty for none
 * @param tools what it may call in place of the session's tools; empty for those. Of models that can
 *     {@link RealtimeCapability#PER_RESPONSE_TOOL_CHOICE}
 */
public record RealtimeReply(
        String replyId, String instructions, ToolChoice toolChoice, Optional<List<ToolDefinition>> tools, Scope scope) {

    public RealtimeReply {
        tools = tools.map(List::copyOf);
    }

    /** What a reply belongs to. */
    public enum Scope {
        /** It becomes part of the conversation. */
        CONVERSATION,
        /** It reads the conversation and leaves no trace in it; it may run beside another. */
        OUT_OF_BAND
    }

    /** A reply to the conversation as it stands. */
    public static RealtimeReply of(String replyId) {
        return new RealtimeReply(replyId, "", ToolChoice.AUTO, Optional.empty(), Scope.CONVERSATION);
    }

    public RealtimeReply withInstructions(String newInstructions) {
        return new RealtimeReply(replyId, newInstructions, toolChoice, tools, scope);
    }

    public RealtimeReply withToolChoice(ToolChoice newToolChoice) {
        return new RealtimeReply(replyId, instructions, newToolChoice, tools, scope);
    }

    public RealtimeReply withTools(List<ToolDefinition> only) {
        return new RealtimeReply(replyId, instructions, toolChoice, Optional.of(only), scope);
    }

    public RealtimeReply outOfBand() {
        return new RealtimeReply(replyId, instructions, toolChoice, tools, Scope.OUT_OF_BAND);
    }
}
