package dev.parley.turn;

/** What ends the caller's turn. */
public enum TurnDetection {
    /**
     * A realtime model that finds turns itself, else silence after speech; where an agent has no detector of voice, what its
     * recogniser understands, else the host. LiveKit Agents' order, and its default.
     */
    AUTO,
    /** The realtime model, which hears the caller itself and answers by itself. The session needs one that finds turns. */
    REALTIME_LLM,
    /**
     * Silence after speech, found by voice activity detection. A realtime model's own way of finding turns is switched off where it
     * lets itself be, and goes on where it does not.
     */
    VAD,
    /**
     * What the recogniser understands, for sessions without a detector of voice: any transcript interrupts, a final one ends
     * the turn unless another follows within the endpointing delay. A recogniser that tells when speech begins is taken at its
     * word, and waited for to tell its end. The recogniser must stream.
     */
    STT,
    /** The host alone, by {@code commitAudio}; the caller's speech interrupts nothing. */
    MANUAL
}
