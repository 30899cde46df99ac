package dev.parley.session;

/** What the caller is doing. */
public enum UserState {
    LISTENING,
    SPEAKING,
    /** Both sides have been silent for long. */
    AWAY
}
