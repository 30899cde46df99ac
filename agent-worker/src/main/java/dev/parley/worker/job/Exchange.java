package dev.parley.worker.job;

import java.util.List;
import java.util.Optional;

/**
 * A turn of the caller and what the agent said to it.
 *
 * @param answer what of the answer was heard so far
 * @param done whether the answer is over
 */
public record Exchange(String transcript, String answer, List<ToolUse> toolCalls, boolean done) {
    /** Nothing was said, so nothing was answered. */
    public static final Exchange NONE = new Exchange("", "", List.of(), true);

    public Exchange {
        toolCalls = List.copyOf(toolCalls);
    }

    /**
     * A tool call of the answer.
     *
     * @param arguments a JSON object as text, as the model wrote it
     * @param output empty while the tool runs
     */
    public record ToolUse(String callId, String name, String arguments, Optional<String> output, boolean error) {}
}
