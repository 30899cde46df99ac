package dev.parley.tool;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** How its calls are treated. */
    default ToolOptions options() {
        return ToolOptions.standard();
    }

    /** The same tool, treated in this way. */
    default FunctionTool with(ToolOptions options) {
        return new OptionedTool(this, options);
    }

    /**
     * A tool over a raw JSON schema; the handler gets the arguments once they have been checked against it. Runs on the
     * shared {@link ToolExecutor}.
     */
    static FunctionTool of(ToolDefinition definition, ToolHandler<JsonNode> handler) {
        return of(definition, handler, ToolExecutor.shared());
    }

    /** The same on an executor of one's own. */
    static FunctionTool of(ToolDefinition definition, ToolHandler<JsonNode> handler, ToolExecutor executor) {
        return new CheckedTool(definition, handler::handle, executor);
    }

    /**
     * A tool whose arguments are a record; its components, described by {@link Param}, are the schema. Runs on the shared
     * {@link ToolExecutor}.
     *
     * @throws IllegalArgumentException if a component's type can't be an argument
     */
    static <R extends Record> FunctionTool of(
            String name, String description, Class<R> arguments, ToolHandler<? super R> handler) {
        return of(name, description, arguments, handler, ToolExecutor.shared());
    }

    /** The same on an executor of one's own. */
    static <R extends Record> FunctionTool of(
            String name,
            String description,
            Class<R> arguments,
            ToolHandler<? super R> handler,
            ToolExecutor executor) {
        ToolDefinition definition = new ToolDefinition(name, description, ToolSchemas.of(arguments, "tool " + name));
        return new CheckedTool(
                definition, (json, context) -> handler.handle(ToolJson.read(json, arguments, ""), context), executor);
    }
}
