package dev.parley.realtime;

import java.time.Duration;

/**
 * What one answer, or one transcription, took.
 *
 * @param subject {@code response} or {@code transcription}
 * @param cachedTokens part of the input
 * @param audio length of the audio, where that is what is paid for; else zero
 */
public record RealtimeUsage(String subject, Tokens input, Tokens output, int cachedTokens, Duration audio) {

    /**
     * Tokens by kind.
     *
     * @param total all of them, also of kinds that are not told apart
     */
    public record Tokens(int total, int text, int audio, int image) {
        public static final Tokens NONE = new Tokens(0, 0, 0, 0);
    }
}
