package dev.parley.turn;

/** What ends the caller's turn. */
public enum TurnDetection {
    /** Silence after speech, found by voice activity detection. */
    VAD,
    /** The host alone, by {@code commitAudio}; the caller's speech interrupts nothing. */
    MANUAL
}
