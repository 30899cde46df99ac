package dev.parley.testkit.run;

import akka.actor.ClassicActorSystemProvider;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A language model that says whether a message does what it should. It answers by a call of {@code check_intent}, as LiveKit
 * Agents' judge does. Thread-safe.
 */
public final class Judge {
    /** LiveKit Agents' patience with a judge. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String TOOL = "check_intent";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ToolDefinition CHECK_INTENT = new ToolDefinition(
            TOOL, "Tells whether the message clearly fulfils the intent, and why or why not.", schema());
    private static final String INSTRUCTIONS = """
            You evaluate a conversational agent. You are shown one of its messages and an intent. Decide whether the message \
            fulfils the intent. Answer only by calling check_intent. Be strict: a message that does not clearly fulfil the \
            intent does not fulfil it; say why.""";

    private final LanguageModel model;
    private final ClassicActorSystemProvider system;

    private Judge(LanguageModel model, ClassicActorSystemProvider system) {
        this.model = model;
        this.system = system;
    }

    /** A judge that thinks with this model, whose answers run on this actor system. */
    public static Judge of(LanguageModel model, ClassicActorSystemProvider system) {
        return new Judge(model, system);
    }

    /** What a judge found. */
    public record Verdict(boolean fulfilled, String reason) {}

    /**
     * Lets the model decide; blocks until it has, 90 s at most.
     *
     * @throws AssertionError if it fails, takes too long or does not call {@code check_intent} as it should
     */
    public Verdict verdict(String message, String intent) {
        if (intent.isBlank()) {
            throw new IllegalArgumentException("intent: blank (expected: what the message is to do)");
        }
        ChatContext question = ChatContext.empty()
                .addMessage(ChatRole.SYSTEM, INSTRUCTIONS, Instant.EPOCH)
                .addMessage(ChatRole.USER, "Intent:\n" + intent + "\n\nMessage:\n" + message, Instant.EPOCH);
        return read(ask(new ChatRequest("judge", question, List.of(CHECK_INTENT), ToolChoice.REQUIRED)));
    }

    private List<ChatChunk> ask(ChatRequest request) {
        try {
            return model.chat(request)
                    .limit(100_000)
                    .runWith(Sink.seq(), system)
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("judge " + model.name() + " failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError(
                    "judge " + model.name() + ": no answer (expected: within " + PATIENCE.toSeconds() + " s)", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while judge " + model.name() + " thought", stopped);
        }
    }

    private Verdict read(List<ChatChunk> answer) {
        String arguments = answer.stream()
                .filter(ChatChunk.ToolCallRequested.class::isInstance)
                .map(ChatChunk.ToolCallRequested.class::cast)
                .filter(call -> call.name().equals(TOOL))
                .map(ChatChunk.ToolCallRequested::arguments)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "judge " + model.name() + ": no call of " + TOOL + " (expected: one, as it was told)"));
        try {
            JsonNode json = JSON.readTree(arguments);
            if (json.path("success").isBoolean()) {
                return new Verdict(
                        json.path("success").booleanValue(), json.path("reason").asText());
            }
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(wrong(arguments), malformed);
        }
        throw new AssertionError(wrong(arguments));
    }

    private String wrong(String arguments) {
        return "judge " + model.name() + ", arguments of " + TOOL + ": " + arguments
                + " (expected: {\"success\": true or false, \"reason\": a string})";
    }

    private static ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("success").put("type", "boolean").put("description", "whether it fulfils the intent");
        properties.putObject("reason").put("type", "string").put("description", "why, in one sentence");
        schema.putArray("required").add("success").add("reason");
        return schema.put("additionalProperties", false);
    }
}
