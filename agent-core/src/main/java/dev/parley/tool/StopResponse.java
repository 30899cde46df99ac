package dev.parley.tool;

/**
 * Thrown by an agent's own code so that nothing is said: by a tool, whose output is empty then and asks for no reply; by
 * {@code onUserTurnCompleted}, whose turn is then neither kept nor answered.
 */
public final class StopResponse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StopResponse() {
        super("no reply wanted", null, false, false);
    }
}
