package dev.parley.testkit.eval;

import akka.actor.ClassicActorSystemProvider;
import dev.parley.chat.ChatContext;
import dev.parley.llm.LanguageModel;
import java.time.Duration;

/**
 * What an evaluator is given.
 *
 * @param conversation what is to be judged, such as {@code session.history()}
 * @param reference a conversation as it should be; empty if there is none
 * @param model to judge with
 * @param system where its answers run
 * @param timeout after which the judgment is not waited for any more
 */
public record Evaluation(
        ChatContext conversation,
        ChatContext reference,
        LanguageModel model,
        ClassicActorSystemProvider system,
        Duration timeout) {

    /** With this model to judge with. */
    public Evaluation withModel(LanguageModel newModel) {
        return new Evaluation(conversation, reference, newModel, system, timeout);
    }
}
