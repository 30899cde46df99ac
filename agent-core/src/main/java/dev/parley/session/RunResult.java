package dev.parley.session;

import dev.parley.chat.ChatItem;
import java.util.List;
import java.util.Optional;

/**
 * What a run came to; see {@link AgentSession#run}.
 *
 * @param userInput what the caller typed
 * @param events what the run added to the conversation, in that order: what the agent said, calls and their outputs,
 *     hand-offs. Not the caller's input itself
 * @param output what the agent's task came to, if the run completed one
 * @param <T> the output's type
 */
public record RunResult<T>(String userInput, List<ChatItem> events, Optional<T> output) {
    public RunResult {
        events = List.copyOf(events);
    }

    /**
     * What the agent's task came to.
     *
     * @throws IllegalStateException if the run completed no task
     */
    public T finalOutput() {
        return output.orElseThrow(() -> new IllegalStateException("final output of the run [" + userInput
                + "]: none (expected: a run with an output type, in which the agent's task completes)"));
    }
}
