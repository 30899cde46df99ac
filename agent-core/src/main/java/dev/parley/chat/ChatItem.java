package dev.parley.chat;

import java.time.Instant;

/** One entry of a {@link ChatContext}. */
public sealed interface ChatItem
        permits ChatMessage, FunctionCall, FunctionCallOutput, AgentHandoff, AgentConfigUpdate {

    /** Unique within its conversation. */
    String id();

    Instant createdAt();
}
