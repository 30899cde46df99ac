package dev.parley.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What runs in place of agents' tools in one session. The model still reads the real definitions, arguments are still
 * checked against them, and outcomes follow the same rules; only the code is another. Thread-safe.
 */
public final class ToolMocks {
    private final Map<Class<? extends Agent>, Map<String, ToolHandler<JsonNode>>> mocks = new ConcurrentHashMap<>();

    /** Mocks these tools of agents of this class from the next call on, in place of those mocked before; none, to end it. */
    public void set(Class<? extends Agent> agent, Map<String, ? extends ToolHandler<JsonNode>> handlers) {
        if (handlers.isEmpty()) {
            mocks.remove(agent);
        } else {
            mocks.put(agent, Map.copyOf(handlers));
        }
    }

    /** The tool as it is to run: its mock, or itself. */
    public FunctionTool inPlaceOf(Agent agent, FunctionTool tool) {
        for (Map.Entry<Class<? extends Agent>, Map<String, ToolHandler<JsonNode>>> mocked : mocks.entrySet()) {
            ToolHandler<JsonNode> handler =
                    mocked.getValue().get(tool.definition().name());
            if (handler != null && mocked.getKey().isInstance(agent)) {
                return FunctionTool.of(tool.definition(), handler);
            }
        }
        return tool;
    }

    /**
     * Looks whether an agent has all these tools.
     *
     * @throws IllegalArgumentException naming the one it has not, and those it has
     */
    public static void requireTools(Agent agent, Iterable<String> names) {
        List<String> offered =
                agent.tools().stream().map(tool -> tool.definition().name()).toList();
        for (String name : names) {
            if (!offered.contains(name)) {
                throw new IllegalArgumentException("mock of a tool: " + name + " (expected: one of the tools of "
                        + agent.id() + ", " + String.join(", ", offered) + ")");
            }
        }
    }
}
