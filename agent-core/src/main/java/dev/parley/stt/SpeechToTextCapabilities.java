package dev.parley.stt;

/**
 * What a recogniser can do.
 *
 * @param streaming whether it takes audio as it comes
 * @param interimResults whether it says what it has understood so far
 */
public record SpeechToTextCapabilities(boolean streaming, boolean interimResults) {}
