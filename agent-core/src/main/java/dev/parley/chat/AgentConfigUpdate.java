package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the agent works with has changed. No model reads it: a request always carries the instructions and tools of its
 * time.
 *
 * @param instructions the new ones; empty if they are as before
 * @param toolsAdded names of tools that are offered from here on
 * @param toolsRemoved names of tools that are not offered any more
 */
public record AgentConfigUpdate(
        String id, Optional<String> instructions, List<String> toolsAdded, List<String> toolsRemoved, Instant createdAt)
        implements ChatItem {

    public AgentConfigUpdate {
        toolsAdded = List.copyOf(toolsAdded);
        toolsRemoved = List.copyOf(toolsRemoved);
    }
}
