package dev.parley.resilience;

import org.jspecify.annotations.Nullable;

/** A model's server was not reached, or fell silent. Worth another attempt (LiveKit Agents' {@code APIConnectionError}). */
public sealed class ModelConnectionException extends ModelException permits ModelTimeoutException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 10;

    /**
     * A lost or refused connection.
     *
     * @param cause its root is named in the message, since wrappers often hide what really failed
     */
    public ModelConnectionException(String message, @Nullable Throwable cause) {
        super(message + rootOf(cause), true, cause);
    }

    private static String rootOf(@Nullable Throwable cause) {
        Throwable root = cause;
        for (int i = 0; i < MOST_CAUSES && root != null && root.getCause() != null; i++) {
            root = root.getCause();
        }
        if (root == null) {
            return "";
        }
        String detail = root.getMessage();
        return " (caused by " + root.getClass().getSimpleName() + (detail == null ? "" : ": " + detail) + ")";
    }
}
