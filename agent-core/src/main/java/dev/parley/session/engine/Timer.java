package dev.parley.session.engine;

/** The timers of a session; at most one of each runs. */
public enum Timer {
    /** The caller has been silent long enough. */
    END_OF_TURN,
    /** The caller has been speaking long enough to interrupt. */
    INTERRUPTION,
    /** A pause for the caller's sound was for nothing. */
    FALSE_INTERRUPTION,
    /** Both sides have been silent for long. */
    AWAY,
    /** The caller ought to have answered. */
    IDLE,
    /** The caller's speech ought to have come to a transcript. */
    TRANSCRIPTION,
    /** The caller's echo canceller has had time to learn. */
    AEC_WARMUP,
    /** The silence has been long enough for a filler. */
    FILLER,
    /** The silence between two speeches has been long enough. */
    NEXT_SPEECH,
    /** Words of the caller's that may still come are not waited for any longer. */
    LAST_WORDS,
    /** A committed turn does not wait for its transcript any longer. */
    COMMIT,
    /** Playout ought to have answered an order to stop. */
    STUCK,
    /** The current speech ought to have got on. */
    PROGRESS,
    /** An agent's own code has had its time to do something about a turn. */
    USER_TURN_COMPLETED,
    /** An agent that comes or goes is not waited for any longer. */
    HANDOVER,
    /** A closing session does not wait any longer. */
    CLOSING
}
