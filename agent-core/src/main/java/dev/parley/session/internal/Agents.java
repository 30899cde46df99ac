package dev.parley.session.internal;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSlot;
import dev.parley.agent.AgentTask;
import dev.parley.chat.ChatContext;
import dev.parley.session.engine.Abilities;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.SessionTools;
import dev.parley.tool.FunctionTool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agents that talk, wait or are about to come, each under the key of its entry. Thread-safe. Bounded by what the
 * engine knows of: whoever is not to come (back) is taken out.
 */
final class Agents {
    private final Executor userCode;
    private final SessionTools sessionTools;
    private final Function<Agent, Abilities> abilities;
    private final AtomicLong entries = new AtomicLong();
    private final Map<String, Agent> seated = new ConcurrentHashMap<>();

    /**
     * @param userCode where those go on who waited for a task
     * @param sessionTools what is offered whoever talks
     * @param abilities what an agent can do in this session
     */
    Agents(Executor userCode, SessionTools sessionTools, Function<Agent, Abilities> abilities) {
        this.userCode = userCode;
        this.abilities = abilities;
        this.sessionTools = sessionTools;
    }

    /**
     * Gives an agent a key for one entry.
     *
     * @throws IllegalStateException if it talks in another session
     */
    AgentProfile register(Agent agent, AgentSlot session) {
        String key = agent.id() + "#" + entries.incrementAndGet();
        AgentProfile profile = profileOf(key, agent);
        synchronized (this) {
            agent.join(session); // it may have left since
            seated.put(key, agent);
        }
        return profile;
    }

    /** What is to be known of an agent at this entry, as it is now. */
    AgentProfile profileOf(String key, Agent agent) {
        return AgentProfile.of(key, agent, sessionTools, abilities.apply(agent));
    }

    /** What may be called while this agent talks. */
    List<FunctionTool> toolsOf(Agent agent) {
        return Stream.concat(sessionTools.all().stream(), agent.tools().stream())
                .toList();
    }

    Agent get(String key) {
        return Objects.requireNonNull(seated.get(key), key);
    }

    /** Empty once it has left. */
    Optional<Agent> find(String key) {
        return Optional.ofNullable(seated.get(key));
    }

    /** The keys of an agent that has not left. */
    @SuppressWarnings("ReferenceEquality") // who is equal to another is not it
    List<String> keysOf(Agent agent) {
        return seated.entrySet().stream()
                .filter(entry -> entry.getValue() == agent)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The same agent of newer code. */
    @SuppressWarnings("ReferenceEquality") // who is equal to another is not it
    synchronized void replace(String key, Agent newer) {
        Agent older = get(key);
        if (older != newer) {
            older.leave(older.chatContext());
        }
        seated.put(key, newer);
    }

    void left(String key, ChatContext context, String cutOff) {
        if (unseat(key, context) instanceof AgentTask<?> task) {
            userCode.execute(() -> task.settle(cutOff));
        }
    }

    /** Who leaves has its context before its seat is gone: at no time does it know less than it has read. */
    private synchronized @Nullable Agent unseat(String key, ChatContext context) {
        Agent agent = seated.get(key);
        if (agent != null && keysOf(agent).size() == 1) {
            agent.leave(context);
        }
        return seated.remove(key);
    }

    /** The session is over, as it should be or not. */
    void close() {
        for (String key : List.copyOf(seated.keySet())) {
            Optional.ofNullable(seated.get(key))
                    .ifPresent(agent -> left(key, agent.chatContext(), "the session has ended"));
        }
    }
}
