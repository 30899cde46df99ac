package dev.parley.session.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What to say of a failure that came out of a future or a stream. */
final class Failures {
    private Failures() {}

    static String describe(@Nullable Throwable failure) {
        Throwable root = failure;
        while (root instanceof CompletionException && root.getCause() != null) {
            root = root.getCause();
        }
        if (root == null) {
            return "unknown";
        }
        if (root instanceof TimeoutException) {
            return "no answer in time (" + root.getMessage() + ")";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
