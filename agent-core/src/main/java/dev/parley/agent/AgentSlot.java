package dev.parley.agent;

import dev.parley.chat.ChatContext;
import java.util.Optional;

/** Where agents sit while they talk: the sessions that {@code dev.parley.Parley} makes. Thread-safe; nothing blocks. */
public interface AgentSlot {

    /**
     * The same agent of newer code takes the place of the current one from the next answer on: instructions, tools,
     * language model and voice. What is being said goes on; neither {@code onExit} nor {@code onEnter} is called; the
     * recogniser stays.
     */
    void reloadAgent(Agent agent);

    /** The agent's instructions or tools have changed. */
    void changed(Agent agent);

    /** What the agent's model reads is to be this from the next answer on. */
    void replaceContext(Agent agent, ChatContext context);

    /** What the agent's model reads; empty if the agent does not sit here. */
    Optional<ChatContext> contextOf(Agent agent);

    /**
     * The task is to take over until it is complete, once the current agent has come to rest; see {@link AgentTask}.
     *
     * @param callId the tool call that waits for it; empty if an agent's {@code onEnter} or {@code onExit} does
     */
    void enter(AgentTask<?> task, Optional<String> callId);

    /** The task has come to its result. */
    void completed(AgentTask<?> task);
}
