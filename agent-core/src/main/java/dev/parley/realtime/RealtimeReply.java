package dev.parley.realtime;

import dev.parley.llm.ToolChoice;

/**
 * A reply that is asked for.
 *
 * @param replyId chosen by the one who asks; comes back in {@link RealtimeEvent.GenerationCreated}
 * @param instructions for this reply alone, beside the session's; empty for none
 */
public record RealtimeReply(String replyId, String instructions, ToolChoice toolChoice, Scope scope) {

    /** What a reply belongs to. */
    public enum Scope {
        /** It becomes part of the conversation. */
        CONVERSATION,
        /** It reads the conversation and leaves no trace in it; it may run beside another. */
        OUT_OF_BAND
    }

    /** A reply to the conversation as it stands. */
    public static RealtimeReply of(String replyId) {
        return new RealtimeReply(replyId, "", ToolChoice.AUTO, Scope.CONVERSATION);
    }

    public RealtimeReply withInstructions(String newInstructions) {
        return new RealtimeReply(replyId, newInstructions, toolChoice, scope);
    }

    public RealtimeReply withToolChoice(ToolChoice newToolChoice) {
        return new RealtimeReply(replyId, instructions, newToolChoice, scope);
    }

    public RealtimeReply outOfBand() {
        return new RealtimeReply(replyId, instructions, toolChoice, Scope.OUT_OF_BAND);
    }
}
