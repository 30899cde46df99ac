package dev.parley.tool;

/**
 * A tool in the {@link ToolRegistry}. Who holds one runs this very version, whatever is registered under its name later.
 *
 * @param version 1 for the first tool of the name, one more for each that takes its place
 */
public record RegisteredTool(FunctionTool tool, int version) {
    public RegisteredTool {
        if (version < 1) {
            throw new IllegalArgumentException("tool version: " + version + " (expected: >= 1)");
        }
    }

    public String name() {
        return tool.definition().name();
    }
}
