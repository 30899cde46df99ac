package dev.parley.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.ToolHandler;
import java.util.Map;

/** Where tools may be mocked: the sessions that {@code dev.parley.Parley} makes. For tests. Thread-safe. */
public interface ToolMocking {

    /**
     * Runs this code in place of tools of agents of this class, from the next call on and for as long as the session
     * lives, or until it is called again for the class; see {@link ToolMocks}.
     *
     * @param mocks by tool; empty, to end it
     * @throws IllegalArgumentException if the session's first agent is of this class and has no such tool
     */
    void mockTools(Class<? extends Agent> agent, Map<String, ? extends ToolHandler<JsonNode>> mocks);
}
