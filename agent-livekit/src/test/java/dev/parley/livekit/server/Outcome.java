package dev.parley.livekit.server;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for calls, as tests do. */
final class Outcome {
    private static final int SECONDS = 30;

    private Outcome() {}

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    /** What a call fails with. */
    static TwirpException failure(CompletionStage<?> stage) throws Exception {
        return get(stage.handle((done, thrown) -> twirp(thrown)));
    }

    private static TwirpException twirp(@Nullable Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof TwirpException error) {
            return error;
        }
        return fail("outcome: " + thrown + " (expected: a TwirpException)", thrown);
    }
}
