package dev.parley.cli;

/** A command that ends early, with a message for people and an exit code. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    CommandException(int exitCode, Throwable cause) {
        super(cause.getMessage(), cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
