package dev.parley.chat;

import java.time.Instant;
import java.util.Optional;

/**
 * Another agent has taken over. No model reads it.
 *
 * @param oldAgentId who talked before; empty if nobody did
 * @param newAgentId who talks from here on
 */
public record AgentHandoff(String id, Optional<String> oldAgentId, String newAgentId, Instant createdAt)
        implements ChatItem {}
