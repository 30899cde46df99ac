package dev.parley.realtime.livekit.signal;

/** A request that the server refused or could not answer. The text says what to do. */
public final class SignalRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SignalRequestException(String message) {
        super(message);
    }
}
