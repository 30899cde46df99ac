package dev.parley.tool;

/**
 * The code of a tool that is defined explicitly; see {@link FunctionTool#of}.
 *
 * @param <A> the arguments: a record, or the JSON itself
 */
@FunctionalInterface
public interface ToolHandler<A> {

    /**
     * Does the work, on a thread where it may block until its deadline; it is interrupted then.
     *
     * @return what the model reads: a string, anything that Jackson writes as JSON, a {@code CompletionStage} of it, or a
     *     {@link ToolOutcome}
     * @throws ToolException to tell the model what is wrong
     * @throws Exception anything else; the model reads a general text only
     */
    Object handle(A arguments, RunContext context) throws Exception;
}
