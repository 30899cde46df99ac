package dev.parley.tool;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a running tool steers what it runs in; see the methods of {@link RunContext}. Thread-safe. */
public interface CallControl {

    CompletionStage<Done> disallowInterruptions();

    CompletionStage<Done> waitForPlayout();

    void update(String message);

    CallScope withFiller(Filler filler);

    CompletionStage<CallScope> foreground();

    <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait);

    /** For calls outside of a conversation: there is nothing to interrupt and nothing to wait for. */
    static CallControl none(String callId) {
        return new CallControl() {
            @Override
            public CompletionStage<Done> disallowInterruptions() {
                return CompletableFuture.completedFuture(Done.getInstance());
            }

            @Override
            public CompletionStage<Done> waitForPlayout() {
                return CompletableFuture.completedFuture(Done.getInstance());
            }

            @Override
            public void update(String message) {
                throw new IllegalStateException(
                        "call " + callId + ": nobody to update (expected: a call of a running session)");
            }

            @Override
            public CallScope withFiller(Filler filler) {
                return () -> {};
            }

            @Override
            public CompletionStage<CallScope> foreground() {
                return CompletableFuture.completedFuture(() -> {});
            }

            @Override
            public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
                return wait;
            }
        };
    }
}
