package dev.parley.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How one request is to be answered, beside what it asks. Immutable.
 *
 * @param parallelToolCalls whether several tools may be asked for at once
 * @param extra parameters of the provider's own, such as {@code temperature}, that an adapter adds to its request as they are
 */
public record ChatOptions(ParallelToolCalls parallelToolCalls, ObjectNode extra) {
    private static final ChatOptions STANDARD =
            new ChatOptions(ParallelToolCalls.AS_THE_MODEL_LIKES, JsonNodeFactory.instance.objectNode());

    public ChatOptions {
        extra = extra.deepCopy();
    }

    /** Whether a model may ask for several tools in one answer. */
    public enum ParallelToolCalls {
        /** Nothing is said about it: the provider's default. */
        AS_THE_MODEL_LIKES,
        ALLOWED,
        /** One at most. */
        FORBIDDEN
    }

    /** As the provider has it. */
    public static ChatOptions standard() {
        return STANDARD;
    }

    public ChatOptions withParallelToolCalls(ParallelToolCalls newParallelToolCalls) {
        return new ChatOptions(newParallelToolCalls, extra);
    }

    /** With this parameter, in the place of one of the same name. */
    public ChatOptions withExtra(String name, JsonNode value) {
        return new ChatOptions(parallelToolCalls, extra.deepCopy().set(name, value.deepCopy()));
    }

    /** A copy. */
    @Override
    public ObjectNode extra() {
        return extra.deepCopy();
    }
}
