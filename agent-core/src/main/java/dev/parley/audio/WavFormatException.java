package dev.parley.audio;

import java.io.IOException;

/** Bytes that are no WAV file we can play. The message names the value, the rule and what to do. */
public final class WavFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    WavFormatException(String message) {
        super(message);
    }
}
