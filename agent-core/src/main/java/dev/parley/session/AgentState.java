package dev.parley.session;

/** What the agent is doing. */
public enum AgentState {
    /** Not started yet. */
    INITIALIZING,
    /** Silent, waiting for the caller. */
    LISTENING,
    /** The model answers or a tool runs; nothing is heard yet. */
    THINKING,
    SPEAKING
}
