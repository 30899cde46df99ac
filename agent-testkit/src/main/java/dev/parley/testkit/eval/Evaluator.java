package dev.parley.testkit.eval;

import dev.parley.chat.ChatContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Judges a conversation. Thread-safe; see {@link Judges} for those that ask a model. */
public interface Evaluator {

    /** Unique in its group, such as {@code accuracy}. */
    String name();

    /** A judgment; a failure says that there is none. Called on a thread of the group's caller, and not to block it. */
    CompletionStage<Judgment> evaluate(Evaluation evaluation);

    /** A rule that asks no model. */
    static Evaluator of(String name, Function<? super ChatContext, Judgment> rule) {
        return new Evaluator() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<Judgment> evaluate(Evaluation evaluation) {
                return CompletableFuture.completedFuture(rule.apply(evaluation.conversation()));
            }
        };
    }
}
