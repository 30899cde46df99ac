package dev.parley.tool;

import dev.parley.llm.ToolDefinition;
import java.util.concurrent.CompletionStage;

/** A tool that can be run: its definition for the model, and its code. Thread-safe. */
public interface FunctionTool {

    ToolDefinition definition();

    /**
     * Runs the tool. Never throws and never completes exceptionally: what goes wrong is a {@link ToolOutcome}. May be
     * called from any thread and returns at once; code that blocks runs elsewhere.
     *
     * @param arguments a JSON object as text, as the model wrote it, possibly malformed or against the schema
     */
    CompletionStage<ToolOutcome> execute(String arguments, RunContext context);
}
