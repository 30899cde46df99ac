package dev.parley.testkit.internal;

import akka.actor.ClassicActorSystemProvider;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A question that a language model answers by a call of one tool, since a call is read more surely than prose. Thread-safe.
 *
 * @param retries how often it is asked again after a failure that passes
 * @param patience for all attempts together
 */
public record ToolAnswer(LanguageModel model, ToolDefinition tool, int retries, Duration patience) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHUNKS = 100_000;

    /**
     * The arguments of the call.
     *
     * @return fails with {@link java.util.concurrent.TimeoutException} if it takes too long, with {@link IllegalStateException} if
     *     the model answers otherwise
     */
    public CompletionStage<JsonNode> ask(String instructions, String question, ClassicActorSystemProvider system) {
        ChatContext context = ChatContext.empty()
                .addMessage(ChatRole.SYSTEM, instructions, Instant.EPOCH)
                .addMessage(ChatRole.USER, question, Instant.EPOCH);
        ChatRequest request = new ChatRequest("judge", context, List.of(tool), ToolChoice.REQUIRED);
        ConnectOptions connect =
                ConnectOptions.standard().withMaxRetries(retries).withTimeout(patience);
        return Retry.silently(model.name(), connect)
                .source(() -> model.chat(request))
                .completionTimeout(patience)
                .limit(MOST_CHUNKS)
                .runWith(Sink.seq(), system)
                .thenApply(this::read);
    }

    private JsonNode read(List<ChatChunk> answer) {
        String arguments = answer.stream()
                .filter(ChatChunk.ToolCallRequested.class::isInstance)
                .map(ChatChunk.ToolCallRequested.class::cast)
                .filter(call -> call.name().equals(tool.name()))
                .map(ChatChunk.ToolCallRequested::arguments)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no call of " + tool.name() + " (expected: one, as it was told)"));
        try {
            return JSON.readTree(arguments);
        } catch (JsonProcessingException malformed) {
            throw wrong(arguments, "a JSON object", malformed);
        }
    }

    /** What to say of arguments that are not as they should be. */
    public IllegalStateException wrong(Object arguments, String expected) {
        return wrong(arguments, expected, null);
    }

    private IllegalStateException wrong(Object arguments, String expected, @Nullable Throwable cause) {
        return new IllegalStateException(
                "arguments of " + tool.name() + ": " + arguments + " (expected: " + expected + ")", cause);
    }
}
