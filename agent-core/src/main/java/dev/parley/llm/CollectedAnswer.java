package dev.parley.llm;

import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A whole answer of a language model at once (LiveKit Agents' {@code LLMStream.collect()}): {@code
 * model.chat(request).runWith(CollectedAnswer.sink(), system)}.
 *
 * @param text without white space around it
 * @param toolCalls in their order
 * @param usage empty if the model does not count
 */
public record CollectedAnswer(
        String text, List<ChatChunk.ToolCallRequested> toolCalls, Optional<ChatChunk.Usage> usage) {
    /** An answer that is longer is a model that has run away. */
    private static final int MOST_CHUNKS = 100_000;

    public CollectedAnswer {
        toolCalls = List.copyOf(toolCalls);
    }

    /** Collects an answer; fails with it. */
    public static Sink<ChatChunk, CompletionStage<CollectedAnswer>> sink() {
        return Flow.<ChatChunk>create()
                .limit(MOST_CHUNKS)
                .toMat(Sink.seq(), Keep.right())
                .mapMaterializedValue(all -> all.thenApply(CollectedAnswer::of));
    }

    private static CollectedAnswer of(List<ChatChunk> chunks) {
        StringBuilder text = new StringBuilder();
        List<ChatChunk.ToolCallRequested> calls = new ArrayList<>();
        Optional<ChatChunk.Usage> usage = Optional.empty();
        for (ChatChunk chunk : chunks) {
            if (chunk instanceof ChatChunk.TextDelta delta) {
                text.append(delta.text());
            } else if (chunk instanceof ChatChunk.ToolCallRequested call) {
                calls.add(call);
            } else if (chunk instanceof ChatChunk.Usage counted) {
                usage = Optional.of(counted);
            }
        }
        return new CollectedAnswer(text.toString().strip(), calls, usage);
    }
}
