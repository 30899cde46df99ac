package dev.parley.tool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes tools of the {@link Tool} methods of any objects. */
public final class FunctionTools {
    private FunctionTools() {}

    /**
     * All {@link Tool} methods of these objects, each object's in the order of their names. They run on the shared {@link
     * ToolExecutor}.
     *
     * @throws IllegalArgumentException naming the method and the rule, if one can't be a tool
     */
    public static List<FunctionTool> of(Object... objects) {
        return on(ToolExecutor.shared(), objects);
    }

    /** As {@link #of}, run by this executor. */
    public static List<FunctionTool> on(ToolExecutor executor, Object... objects) {
        List<FunctionTool> tools = new ArrayList<>();
        for (Object object : objects) {
            tools.addAll(ToolMethods.of(object, executor));
        }
        Set<String> names = new HashSet<>();
        for (FunctionTool tool : tools) {
            if (!names.add(tool.definition().name())) {
                throw new IllegalArgumentException(
                        "tool name: " + tool.definition().name()
                                + " (expected: each name once; set @Tool(name = …) on one of the methods)");
            }
        }
        return List.copyOf(tools);
    }

    /** What a model reads that asked for a tool which isn't there. */
    public static ToolOutcome.Failed unknown(String name, Collection<String> available) {
        String rest = available.isEmpty()
                ? "No functions are available."
                : "Available functions: " + String.join(", ", available) + ".";
        return new ToolOutcome.Failed("Unknown function: " + name + ". " + rest);
    }
}
