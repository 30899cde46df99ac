package dev.parley.session.engine;

import dev.parley.tool.FunctionTool;
import dev.parley.tool.Toolset;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session offers whoever talks.
 *
 * @param tools those that are always there
 * @param toolsets those that come and go with the session
 */
public record SessionTools(List<FunctionTool> tools, List<Toolset> toolsets) {
    public static final SessionTools NONE = new SessionTools(List.of(), List.of());

    public SessionTools {
        tools = List.copyOf(tools);
        toolsets = List.copyOf(toolsets);
    }

    /** All that is there at this time. */
    public List<FunctionTool> all() {
        List<FunctionTool> all = new ArrayList<>(tools);
        toolsets.forEach(toolset -> all.addAll(toolset.tools()));
        return all;
    }
}
