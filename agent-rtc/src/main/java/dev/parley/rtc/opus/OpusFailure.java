package dev.parley.rtc.opus;

/** An encoder or decoder could not be made, or refused sound PCM: a broken installation, not bad input. */
public final class OpusFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    OpusFailure(String message) {
        super(message);
    }

    OpusFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
