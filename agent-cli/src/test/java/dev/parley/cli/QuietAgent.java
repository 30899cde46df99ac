package dev.parley.cli;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;

/** Listens and says nothing by itself: hundreds of its calls cost little. */
public final class QuietAgent extends Agent {
    /** Made anew for each call. */
    public QuietAgent() {
        super(AgentSpec.instructions("You listen."));
    }
}
