package dev.parley;

import akka.actor.typed.ActorSystem;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSlot;
import dev.parley.session.AgentSession;

/** Where an application starts: makes the sessions that it embeds. */
public final class Parley {
    private Parley() {}

    /** Begins a session on this actor system: one per call. */
    public static AgentSessionBuilder session(ActorSystem<?> system) {
        return new AgentSessionBuilder(system);
    }

    /**
     * The same agent of newer code takes the place of the session's current one from the next answer on; see {@link
     * AgentSlot#reloadAgent}. To hand the conversation to another agent, use {@link AgentSession#updateAgent}.
     *
     * @throws IllegalArgumentException if the session was not made here
     */
    public static void reloadAgent(AgentSession session, Agent agent) {
        if (!(session instanceof AgentSlot slot)) {
            throw new IllegalArgumentException(
                    "session " + session.id() + ": of another make (expected: one made by Parley.session)");
        }
        slot.reloadAgent(agent);
    }
}
