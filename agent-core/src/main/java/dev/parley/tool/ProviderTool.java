package dev.parley.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ToolDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A tool that the model's provider runs itself, such as a web search: it is offered with the agent's other tools, by its id, and
 * never called (LiveKit Agents' {@code ProviderTool}). Of use with models whose provider has it.
 */
public record ProviderTool(ToolDefinition definition) implements FunctionTool {
    /** @throws IllegalArgumentException if it is one that the session would run */
    public ProviderTool {
        if (definition.provided().isEmpty()) {
            throw new IllegalArgumentException(
                    "provider tool: " + definition.name() + " (expected: ToolDefinition.provided)");
        }
    }

    /**
     * A tool as its provider wants it declared.
     *
     * @param id names it among the agent's tools, such as for {@code ReplyOptions.withTools}
     */
    public static ProviderTool of(String id, ObjectNode declaration) {
        return new ProviderTool(ToolDefinition.provided(id, declaration));
    }

    @Override
    public CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
        return CompletableFuture.completedFuture(new ToolOutcome.Failed(
                definition.name() + " is run by the model's provider (expected: no call of it here)"));
    }
}
