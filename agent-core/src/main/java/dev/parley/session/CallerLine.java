package dev.parley.session;

/** By what way a caller hears the agent, as far as it matters to a session. */
public enum CallerLine {
    /** A phone that the agent's side has called: it cancels its echo itself. */
    OUTBOUND_PHONE,
    /** Any other, such as a browser or a phone that called in. */
    OTHER
}
