package dev.parley.session;

/** Something was asked of a session that has ended. */
public final class SessionClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SessionClosedException(String sessionId) {
        super("session: " + sessionId
                + " is closed (expected: a running session; build a new one with Parley.session, its"
                + " agent remembers what was said)");
    }
}
