package dev.parley.tool;

/** Thrown by a tool to tell the model what is wrong; any other exception is kept from it. */
public final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what the model reads */
    public ToolException(String message) {
        super(message);
    }

    public ToolException(String message, Throwable cause) {
        super(message, cause);
    }
}
