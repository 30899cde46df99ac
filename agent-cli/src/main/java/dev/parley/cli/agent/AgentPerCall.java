package dev.parley.cli.agent;

import dev.parley.agent.Agent;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import java.util.Optional;

/** Starts a session with a new agent for each call. */
final class AgentPerCall implements EntryPoint {
    private final Class<?> type;
    private final Source agents;

    AgentPerCall(Class<?> type, Source agents) {
        this.type = type;
        this.agents = agents;
    }

    Agent create() throws AgentLoadException {
        return agents.create();
    }

    @Override
    public void run(JobContext job) throws AgentLoadException {
        job.start(create());
    }

    @Override
    public Optional<Agent> reloaded(JobContext job) throws AgentLoadException {
        return Optional.of(create());
    }

    @Override
    public String id() {
        return EntryPoint.idOf(type);
    }

    /** Makes agents. */
    @FunctionalInterface
    interface Source {
        Agent create() throws AgentLoadException;
    }
}
