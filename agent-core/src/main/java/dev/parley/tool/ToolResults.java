package dev.parley.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.session.SessionAgent;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a tool's code returned or threw into what the model reads. */
final class ToolResults {
    /** LiveKit's words; the model must not learn what an unforeseen failure says. */
    static final String INTERNAL_ERROR = "An internal error occurred";

    static final String INVALID_OUTPUT = "the tool returned an invalid output";

    /** More would crowd the conversation out of any model's window. */
    private static final int LONGEST = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(FunctionTool.class);

    private final String tool;

    ToolResults(String tool) {
        this.tool = tool;
    }

    CompletionStage<ToolOutcome> of(@Nullable Object value) {
        if (value instanceof CompletionStage<?> stage) {
            return stage.handle((result, failure) -> failure == null ? outcome(result) : outcomeOf(failure));
        }
        return CompletableFuture.completedFuture(outcome(value));
    }

    CompletionStage<ToolOutcome> thrown(Throwable failure) {
        return CompletableFuture.completedFuture(outcomeOf(failure));
    }

    CompletionStage<ToolOutcome> failed(String text) {
        return CompletableFuture.completedFuture(new ToolOutcome.Failed(text));
    }

    private ToolOutcome outcome(@Nullable Object value) {
        if (value == null) {
            return new ToolOutcome.Silent("");
        }
        if (value instanceof ToolOutcome outcome) {
            return outcome;
        }
        if (value instanceof Optional<?> optional) {
            return outcome(optional.orElse(null));
        }
        if (value instanceof SessionAgent agent) {
            return ToolOutcome.HandOff.to(agent);
        }
        try {
            String text = value instanceof CharSequence plain ? plain.toString() : ToolJson.write(value);
            return text.length() <= LONGEST ? new ToolOutcome.Succeeded(text) : tooLong(text.length());
        } catch (JsonProcessingException | StackOverflowError e) {
            LOG.error("Tool [{}] returned a [{}], which can't be written as JSON.", tool, value.getClass(), e);
            return new ToolOutcome.Failed(INVALID_OUTPUT);
        }
    }

    private ToolOutcome tooLong(int length) {
        LOG.error("Tool [{}] returned [{}] characters (expected: at most {}).", tool, length, LONGEST);
        return new ToolOutcome.Failed(INVALID_OUTPUT);
    }

    private ToolOutcome outcomeOf(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof StopResponse) {
            return new ToolOutcome.Silent("");
        }
        if (cause instanceof ToolException told) {
            return new ToolOutcome.Failed(String.valueOf(told.getMessage()));
        }
        LOG.error("Tool [{}] failed.", tool, cause);
        return new ToolOutcome.Failed(INTERNAL_ERROR);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException
                        || inner instanceof ExecutionException
                        || inner instanceof InvocationTargetException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
