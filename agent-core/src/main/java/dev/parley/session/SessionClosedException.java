package dev.parley.session;

/** Something was asked of a session that has ended. */
public final class SessionClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SessionClosedException(String sessionId) {
        super("session: " + sessionId + " is closed (expected: a running session; start a new one)");
    }
}
