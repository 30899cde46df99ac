package dev.parley.stt;

/**
 * Recognised speech.
 *
 * @param text empty if nothing was understood
 * @param confidence 0 to 1
 */
public record Transcript(String text, double confidence) {
    public Transcript {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + " (expected: 0 to 1)");
        }
    }

    /** Nothing was understood. */
    public static Transcript nothing() {
        return new Transcript("", 0);
    }
}
