package dev.parley.cli.caller;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;

/**
 * What became of one thing that the caller said.
 *
 * @param said the text, or the file's name
 * @param heard what the agent understood
 * @param latencyMillis from the end of the caller's voice until the first of the answer's audio arrived; empty for text
 */
public record Turn(String said, String heard, List<ToolUse> toolCalls, String answer, OptionalLong latencyMillis) {
    public Turn {
        toolCalls = List.copyOf(toolCalls);
    }

    /** A tool that ran for the answer; the output is empty as long as it isn't known. */
    public record ToolUse(String name, JsonNode arguments, String output, boolean error) {}
}
