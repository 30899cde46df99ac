package dev.parley.resilience;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.pf.PFBuilder;
import akka.pattern.Patterns;
import akka.stream.Graph;
import akka.stream.SourceShape;
import akka.stream.javadsl.Source;
import dev.parley.resilience.internal.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks a model again after a failure that passes. Thread-safe. Every failure that comes out of it is a {@link
 * ModelException}.
 *
 * @param model its name, for messages
 * @param onRetry told of each failure that is followed by another attempt
 */
public record Retry(String model, ConnectOptions options, Consumer<? super ModelException> onRetry) {

    /** Asks the model again without telling anybody. */
    public static Retry silently(String model, ConnectOptions options) {
        return new Retry(model, options, failure -> {});
    }

    /**
     * A stream that is begun anew after a failure, unless an element has come, since what was sent can't be taken back.
     * Each element that is asked for must come within the timeout.
     */
    public <T> Source<T, NotUsed> source(Supplier<? extends Source<T, ?>> attempt) {
        return source(attempt, () -> true);
    }

    /**
     * The same where an element need not come in time all along.
     *
     * @param owed whether the model has all that it needs for the next element
     */
    public <T> Source<T, NotUsed> source(Supplier<? extends Source<T, ?>> attempt, BooleanSupplier owed) {
        return source(attempt, owed, 0);
    }

    private <T> Source<T, NotUsed> source(
            Supplier<? extends Source<T, ?>> attempt, BooleanSupplier owed, int repetition) {
        return Source.lazySource(() -> {
                    AtomicBoolean begun = new AtomicBoolean();
                    return begin(attempt)
                            .via(new Patience<>(options.timeout(), owed))
                            .map(element -> {
                                begun.setPlain(true);
                                return element;
                            })
                            .mapError(Throwable.class, failure -> ModelException.of(model, failure))
                            .recoverWithRetries(
                                    1,
                                    new PFBuilder<Throwable, Graph<SourceShape<T>, NotUsed>>()
                                            .match(
                                                    ModelException.class,
                                                    failure -> !begun.getPlain() && again(failure, repetition),
                                                    failure -> {
                                                        onRetry.accept(failure);
                                                        return source(attempt, owed, repetition + 1)
                                                                .initialDelay(options.intervalBefore(repetition));
                                                    })
                                            .build());
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static <T> Source<T, ?> begin(Supplier<? extends Source<T, ?>> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException refused) {
            return Source.failed(refused);
        }
    }

    /** A single answer that is asked for anew after a failure, each within the timeout. */
    public <T> CompletionStage<T> stage(ActorSystem<?> system, Supplier<CompletionStage<T>> attempt) {
        return stage(system, attempt, 0);
    }

    private <T> CompletionStage<T> stage(ActorSystem<?> system, Supplier<CompletionStage<T>> attempt, int repetition) {
        return within(options.timeout(), system, attempt)
                .handle((answer, problem) -> {
                    if (problem == null) {
                        return CompletableFuture.completedStage(answer);
                    }
                    ModelException failure = ModelException.of(model, problem);
                    if (!again(failure, repetition)) {
                        return CompletableFuture.<T>failedStage(failure);
                    }
                    onRetry.accept(failure);
                    return Patterns.after(
                            options.intervalBefore(repetition),
                            system.classicSystem(),
                            () -> stage(system, attempt, repetition + 1));
                })
                .thenCompose(next -> next);
    }

    private static <T> CompletionStage<T> within(
            Duration timeout, ActorSystem<?> system, Supplier<CompletionStage<T>> attempt) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        akka.actor.Cancellable deadline = system.scheduler()
                .scheduleOnce(
                        timeout,
                        () -> answer.completeExceptionally(
                                new TimeoutException("expected: within " + timeout.toMillis() + " ms")),
                        system.executionContext());
        try {
            CompletionStage<T> asked = attempt.get();
            CompletionStage<T> settled = answer;
            settled.whenComplete((value, late) -> {
                if (late != null) {
                    asked.toCompletableFuture().cancel(true); // without effect unless it was the deadline
                }
            });
            asked.whenComplete((value, problem) -> {
                deadline.cancel();
                if (problem == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(problem);
                }
            });
        } catch (RuntimeException refused) {
            deadline.cancel();
            answer.completeExceptionally(refused);
        }
        return answer;
    }

    private boolean again(ModelException failure, int repetition) {
        return failure.retryable() && repetition < options.maxRetries();
    }
}
