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
     * Another agent takes the place of the session's current one from the next answer on; see {@link
     * AgentSlot#updateAgent}.
     *
     * @throws IllegalArgumentException if the session was not made here
     */
    public static void updateAgent(AgentSession session, Agent agent) {
        if (!(session instanceof AgentSlot slot)) {
            throw new IllegalArgumentException(
                    "session " + session.id() + ": of another make (expected: one made by Parley.session)");
        }
        slot.updateAgent(agent);
    }
}
