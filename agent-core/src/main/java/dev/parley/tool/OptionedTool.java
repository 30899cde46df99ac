package dev.parley.tool;

import dev.parley.llm.ToolDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Any tool with other options. Its timeout gives its result up; what it does meanwhile is its own. */
record OptionedTool(FunctionTool tool, ToolOptions options) implements FunctionTool {

    @Override
    public ToolDefinition definition() {
        return tool.definition();
    }

    @Override
    public FunctionTool with(ToolOptions newOptions) {
        return new OptionedTool(tool, newOptions);
    }

    @Override
    public CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
        CompletionStage<ToolOutcome> running = tool.execute(arguments, context);
        if (options.timeout().isEmpty()) {
            return running;
        }
        ToolOutcome late = new ToolOutcome.Failed(
                "timed out after " + options.timeout().get().toSeconds() + " s (tool "
                        + definition().name() + ")");
        CompletableFuture<ToolOutcome> whole = running.toCompletableFuture();
        CompletionStage<ToolOutcome> bounded =
                whole.copy().completeOnTimeout(late, options.timeout().get().toNanos(), TimeUnit.NANOSECONDS);
        bounded.whenComplete((outcome, failure) -> whole.cancel(true));
        return bounded;
    }
}
