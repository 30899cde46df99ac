package dev.parley.turn;

/** What ends the caller's turn. */
public enum TurnDetection {
    /** Silence after speech, found by voice activity detection. */
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
