package dev.parley.resilience;

import org.jspecify.annotations.Nullable;

/** A model did not answer in time. Worth another attempt (LiveKit Agents' {@code APITimeoutError}). */
public final class ModelTimeoutException extends ModelConnectionException {
    private static final long serialVersionUID = 1L;

    public ModelTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
