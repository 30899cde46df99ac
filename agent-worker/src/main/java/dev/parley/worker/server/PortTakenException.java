package dev.parley.worker.server;

/** A port can't be listened on; the text is for people. */
final class PortTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
