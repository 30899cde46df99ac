package dev.parley;

import akka.actor.typed.ActorSystem;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import java.util.Optional;

/** Collects what a session needs; see {@link Parley#session}. Not thread-safe. */
public final class AgentSessionBuilder {
    private final ActorSystem<?> system;
    private Optional<String> id = Optional.empty();
    private Optional<Agent> agent = Optional.empty();
    private Optional<Models> models = Optional.empty();
    private Optional<Object> userData = Optional.empty();

    AgentSessionBuilder(ActorSystem<?> system) {
        this.system = system;
    }

    /** The session's id; made up if not set. */
    public AgentSessionBuilder id(String sessionId) {
        id = Optional.of(sessionId);
        return this;
    }

    /** Who talks. Required. */
    public AgentSessionBuilder agent(Agent talker) {
        agent = Optional.of(talker);
        return this;
    }

    /** The models for what the agent does not bring itself. Required. */
    public AgentSessionBuilder models(Models fallback) {
        models = Optional.of(fallback);
        return this;
    }

    /** The session's own data, best an immutable value. */
    public AgentSessionBuilder userData(Object initial) {
        userData = Optional.of(initial);
        return this;
    }

    /**
     * Makes the session; it starts with {@link AgentSession#start}.
     *
     * @throws IllegalStateException naming what is missing
     */
    @SuppressWarnings("DoNotCallSuggester")
    public AgentSession build() {
        throw new IllegalStateException("session of " + system.name() + ": " + id + agent + models + userData);
    }
}
