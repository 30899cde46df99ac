package dev.parley.session.engine;

/** Who listens to the caller. */
public enum Ears {
    /** The session: its detector and recogniser find turns and words. */
    SESSION,
    /** The model hears the audio itself; the session finds the turns. */
    MODEL,
    /** The model hears the audio, finds the turns and answers them by itself. */
    MODEL_TAKES_TURNS;

    boolean modelHears() {
        return this != SESSION;
    }
}
