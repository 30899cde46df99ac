package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.CloseReason;
import java.time.Instant;
import java.util.List;

/**
 * A fact of a conversation that outlives its process: what a journal keeps. Folded by {@link Conversation#apply} they
 * give the conversation, and nothing else ever changes it.
 */
public sealed interface ConversationRecord {

    record UserTurnCommitted(ChatMessage message) implements ConversationRecord {}

    /**
     * The agent has said something.
     *
     * @param message its text is what was heard
     */
    record AssistantTurnCommitted(ChatMessage message) implements ConversationRecord {}

    /**
     * A tool is about to run. Kept before it does, so that after a crash its effect is known to be possible.
     *
     * @param idempotencyKey the same for the same call, whoever runs it
     */
    record ToolStarted(String idempotencyKey, FunctionCall call) implements ConversationRecord {}

    /** A tool has ended. */
    record ToolFinished(FunctionCallOutput output) implements ConversationRecord {}

    /**
     * All tools of one answer have ended; their calls and outputs join the conversation.
     *
     * @param callIds in the order of the calls
     */
    record ToolTurnCommitted(List<String> callIds) implements ConversationRecord {
        public ToolTurnCommitted {
            callIds = List.copyOf(callIds);
        }
    }

    record UserDataChanged(Object value) implements ConversationRecord {}

    record Ended(CloseReason reason, Instant at) implements ConversationRecord {}
}
