package dev.parley.resilience;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A model did not do what it was asked for (LiveKit Agents' {@code APIError}). Its message never holds what people said.
 *
 * <p>The kinds are {@link ModelStatusException} for an answer that refuses, {@link ModelConnectionException} for no answer,
 * {@link ModelTimeoutException} for none in time, and this one for the rest, such as a voice that makes no sound.
 */
public sealed class ModelException extends RuntimeException permits ModelStatusException, ModelConnectionException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    ModelException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** A failure that may be gone at the next attempt. */
    public static ModelException passing(String message) {
        return new ModelException(message, true, null);
    }

    /** A failure that every further attempt will meet. */
    public static ModelException lasting(String message) {
        return new ModelException(message, false, null);
    }

    /**
     * Any failure as one of a model: timeouts and input/output errors by their kind, which are worth another attempt; what
     * is unknown keeps its message and is not.
     *
     * @param model its name, for the message
     */
    public static ModelException of(String model, Throwable failure) {
        Throwable root = failure;
        while ((root instanceof CompletionException || root instanceof ExecutionException) && root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof ModelException known) {
            return known;
        }
        if (root instanceof TimeoutException) {
            return new ModelTimeoutException(model + ": no answer in time", root);
        }
        if (root instanceof IOException) {
            return new ModelConnectionException(model + ": connection failed", root);
        }
        return new ModelException(describe(root), false, root);
    }

    /** Whether another attempt makes sense. */
    public final boolean retryable() {
        return retryable;
    }

    static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
