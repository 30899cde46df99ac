package dev.parley.llm;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Source;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A model that continues a conversation by text and tool calls. Thread-safe; one serves many sessions. */
public interface LanguageModel {

    /** No language model: who has none listens, and says what it is told to say. */
    static LanguageModel none() {
        return NoLanguageModel.INSTANCE;
    }

    /** Short name for logs and metrics, such as {@code openai/gpt-4o}. */
    String name();

    LanguageModelCapabilities capabilities();

    /**
     * Answers one request. Nothing happens before the source is run; cancelling it cancels the request. A failure of the
     * source is the request's failure.
     */
    Source<ChatChunk, NotUsed> chat(ChatRequest request);

    /** Loads or connects what the first request would wait for. Idempotent; completes when ready. */
    default CompletionStage<Done> prewarm() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
