package dev.parley.cli.agent;

/** An agent that can't be loaded: no such class, a compile error, a class of the wrong kind. The message is for people. */
public final class AgentLoadException extends Exception {
    private static final long serialVersionUID = 1;

    public AgentLoadException(String message) {
        super(message);
    }

    AgentLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
