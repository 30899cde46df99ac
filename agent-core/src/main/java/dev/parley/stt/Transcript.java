package dev.parley.stt;

import dev.parley.text.TimedText;
import java.util.List;
import java.util.Optional;

/**
 * Recognised speech.
 *
 * @param text empty if nothing was understood
 * @param confidence 0 to 1
 * @param language such as {@code en}; empty if the recogniser does not say
 * @param speakerId who of several speaks, such as {@code S0}; empty if the recogniser does not tell speakers apart
 * @param requestId the provider's own id of the request or stream, by which it is found in the provider's logs
 * @param words when each word was said, since the beginning of the stream's audio; empty unless the recogniser has {@link
 *     SpeechToTextFeature#ALIGNED_WORDS}
 */
public record Transcript(
        String text,
        double confidence,
        Optional<String> language,
        Optional<String> speakerId,
        Optional<String> requestId,
        List<TimedText> words) {
    public Transcript {
        words = List.copyOf(words);
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + " (expected: 0 to 1)");
        }
    }

    /** Without times of its words. */
    public Transcript(
            String text,
            double confidence,
            Optional<String> language,
            Optional<String> speakerId,
            Optional<String> requestId) {
        this(text, confidence, language, speakerId, requestId, List.of());
    }

    /** By a request that the provider does not name. */
    public Transcript(String text, double confidence, Optional<String> language, Optional<String> speakerId) {
        this(text, confidence, language, speakerId, Optional.empty());
    }

    /** By whomever. */
    public Transcript(String text, double confidence, Optional<String> language) {
        this(text, confidence, language, Optional.empty());
    }

    /** In a language that is not said. */
    public Transcript(String text, double confidence) {
        this(text, confidence, Optional.empty());
    }

    /** Nothing was understood. */
    public static Transcript nothing() {
        return new Transcript("", 0);
    }

    /** The same, said by this speaker. */
    public Transcript withSpeakerId(String speaker) {
        return new Transcript(text, confidence, language, Optional.of(speaker), requestId, words);
    }

    /** The same, recognised by the request of this id. */
    public Transcript withRequestId(String id) {
        return new Transcript(text, confidence, language, speakerId, Optional.of(id), words);
    }

    /** The same, its words said at these times. */
    public Transcript withWords(List<TimedText> timed) {
        return new Transcript(text, confidence, language, speakerId, requestId, timed);
    }
}
