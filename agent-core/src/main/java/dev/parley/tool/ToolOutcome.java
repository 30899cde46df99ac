package dev.parley.tool;

/** What came of a tool call. */
public sealed interface ToolOutcome {

    /** The text that the model reads. */
    String text();

    /** It worked: a plain string, or JSON as text. */
    record Succeeded(String text) implements ToolOutcome {}

    /**
     * It worked, and the model need not say anything about it: no reply follows unless another tool of the same answer
     * asks for one.
     */
    record Silent(String text) implements ToolOutcome {}

    /** It failed, and the model is told how. */
    record Failed(String text) implements ToolOutcome {}
}
