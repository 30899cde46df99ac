package dev.parley.tts;

/**
 * What a voice can do.
 *
 * @param longestText how many characters it takes at once, at least 20; the session gives it longer sentences in pieces
 * @param alignedTranscript whether it tells what is said when, {@link SynthesizedAudio#timings}
 * @param streaming whether it speaks a text as it is written, {@link TextToSpeech#stream}
 */
public record TextToSpeechCapabilities(int longestText, boolean alignedTranscript, boolean streaming) {
    private static final int SMALLEST = 20;
    private static final TextToSpeechCapabilities ANY_LENGTH = new TextToSpeechCapabilities(Integer.MAX_VALUE);

    /** @throws IllegalArgumentException if the longest text is too short to be spoken sensibly */
    public TextToSpeechCapabilities {
        if (longestText < SMALLEST) {
            throw new IllegalArgumentException(
                    "longest text: " + longestText + " characters (expected: at least " + SMALLEST + ")");
        }
    }

    /** A voice that takes whole texts and does not tell what is said when. */
    public TextToSpeechCapabilities(int longestText) {
        this(longestText, false, false);
    }

    /** The same voice telling what is said when. */
    public TextToSpeechCapabilities withAlignedTranscript() {
        return new TextToSpeechCapabilities(longestText, true, streaming);
    }

    /** The same voice speaking texts as they are written. */
    public TextToSpeechCapabilities withStreaming() {
        return new TextToSpeechCapabilities(longestText, alignedTranscript, true);
    }

    /** A voice that speaks texts of any length. */
    public static TextToSpeechCapabilities anyLength() {
        return ANY_LENGTH;
    }
}
