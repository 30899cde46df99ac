package dev.parley.session.engine;

import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatContext;
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

    /** A tool has ended. A second one of the same call takes the place of the first. */
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

    /** A tool that goes on behind the conversation has something to tell; both items join the conversation at once. */
    record ToolProgressed(FunctionCall call, FunctionCallOutput output) implements ConversationRecord {}

    /**
     * Another agent has taken over, from the current one and from all who wait behind it.
     *
     * @param context what its model reads to begin with
     */
    record HandedOff(AgentHandoff item, ChatContext context) implements ConversationRecord {}

    /**
     * A task has taken over; the agent that asked for it waits.
     *
     * @param context what its model reads to begin with
     */
    record TaskEntered(AgentHandoff item, ChatContext context) implements ConversationRecord {}

    /**
     * A task is over, and the agent that asked for it goes on with what was said meanwhile.
     *
     * @param keepCalls whether the task's tool calls become part of what that agent's model reads
     */
    record TaskLeft(AgentHandoff item, boolean keepCalls) implements ConversationRecord {}

    /**
     * An agent's instructions or tools have changed.
     *
     * @param depth whose: 0 for the agent that talks or, while it waits, waits behind all others
     */
    record ConfigUpdated(AgentConfigUpdate item, int depth) implements ConversationRecord {}

    /**
     * What an agent's model reads was replaced. What was said stays in the conversation.
     *
     * @param depth whose, as for {@link ConfigUpdated}
     */
    record ContextReplaced(ChatContext context, int depth) implements ConversationRecord {}

    record UserDataChanged(Object value) implements ConversationRecord {}

    record Ended(CloseReason reason, Instant at) implements ConversationRecord {}
}
