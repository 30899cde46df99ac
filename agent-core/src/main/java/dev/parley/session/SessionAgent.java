package dev.parley.session;

/** Who talks in a session, as the session tells of it; extend {@code dev.parley.agent.Agent} to be one. */
public interface SessionAgent {

    /** Its id, such as {@code billing_agent}; not unique within a session. */
    String id();
}
