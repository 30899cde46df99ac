package dev.parley.tts;

/**
 * What a voice can do.
 *
 * @param longestText how many characters it takes at once, at least 20; the session gives it longer sentences in pieces
 * @param alignedTranscript whether it tells what is said when, {@link SynthesizedAudio#timings}
 */
public record TextToSpeechCapabilities(int longestText, boolean alignedTranscript) {
    private static final int SMALLEST = 20;
    private static final TextToSpeechCapabilities ANY_LENGTH = new TextToSpeechCapabilities(Integer.MAX_VALUE);

    /** @throws IllegalArgumentException if the longest text is too short to be spoken sensibly */
    public TextToSpeechCapabilities {
        if (longestText < SMALLEST) {
            throw new IllegalArgumentException(
                    "longest text: " + longestText + " characters (expected: at least " + SMALLEST + ")");
        }
    }

    /** A voice that does not tell what is said when. */
    public TextToSpeechCapabilities(int longestText) {
        this(longestText, false);
    }

    /** The same voice telling what is said when. */
    public TextToSpeechCapabilities withAlignedTranscript() {
        return new TextToSpeechCapabilities(longestText, true);
    }

    /** A voice that speaks texts of any length. */
    public static TextToSpeechCapabilities anyLength() {
        return ANY_LENGTH;
    }
}
