package dev.parley.testkit.run;

import akka.actor.ClassicActorSystemProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolDefinition;
import dev.parley.testkit.internal.ToolAnswer;
import java.time.Duration;
import java.util.Objects;
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
    private static final ToolDefinition CHECK_INTENT = new ToolDefinition(
            TOOL, "Tells whether the message clearly fulfils the intent, and why or why not.", schema());
    private static final String INSTRUCTIONS = """
            You evaluate a conversational agent. You are shown one of its messages and an intent. Decide whether the message \
            fulfils the intent. Answer only by calling check_intent. Be strict: a message that does not clearly fulfil the \
            intent does not fulfil it; say why.""";

    private final LanguageModel model;
    private final ClassicActorSystemProvider system;
    private final ToolAnswer answer;

    private Judge(LanguageModel model, ClassicActorSystemProvider system) {
        this.model = model;
        this.system = system;
        this.answer = new ToolAnswer(model, CHECK_INTENT, 0, PATIENCE);
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
        return read(arguments("Intent:\n" + intent + "\n\nMessage:\n" + message));
    }

    private JsonNode arguments(String question) {
        try {
            return answer.ask(INSTRUCTIONS, question, system)
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
            throw cause instanceof TimeoutException
                    ? late(cause)
                    : new AssertionError("judge " + model.name() + " failed: " + cause.getMessage(), cause);
        } catch (TimeoutException late) {
            throw late(late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while judge " + model.name() + " thought", stopped);
        }
    }

    private AssertionError late(Throwable cause) {
        return new AssertionError(
                "judge " + model.name() + ": no answer (expected: within " + PATIENCE.toSeconds() + " s)", cause);
    }

    private Verdict read(JsonNode json) {
        if (!json.path("success").isBoolean()) {
            IllegalStateException wrong = answer.wrong(json, "{\"success\": true or false, \"reason\": a string}");
            throw new AssertionError("judge " + model.name() + ", " + wrong.getMessage(), wrong);
        }
        return new Verdict(
                json.path("success").booleanValue(), json.path("reason").asText());
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
