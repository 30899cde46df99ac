package dev.parley.cli.caller;

/** A call that can't be placed or doesn't go on. The message is for people. */
public final class CallException extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    CallException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    CallException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong. */
    public enum Kind {
        /** Nobody answers at the address. */
        UNREACHABLE,
        /** The server does not take the call. */
        REFUSED,
        /** The call stands, but an answer is missing. */
        NO_ANSWER
    }
}
