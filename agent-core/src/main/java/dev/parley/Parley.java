package dev.parley;

import akka.actor.typed.ActorSystem;

/** Where an application starts: makes the sessions that it embeds. */
public final class Parley {
    private Parley() {}

    /** Begins a session on this actor system: one per call. */
    public static AgentSessionBuilder session(ActorSystem<?> system) {
        return new AgentSessionBuilder(system);
    }
}
