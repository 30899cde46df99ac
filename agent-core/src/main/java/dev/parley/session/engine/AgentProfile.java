package dev.parley.session.engine;

import dev.parley.llm.ToolDefinition;
import java.util.List;

/**
 * What the engine needs to know of an agent.
 *
 * @param tools what its model is offered
 */
public record AgentProfile(String agentId, String instructions, List<ToolDefinition> tools) {
    public AgentProfile {
        tools = List.copyOf(tools);
    }

    boolean offers(String tool) {
        return tools.stream().anyMatch(offered -> offered.name().equals(tool));
    }

    List<String> toolNames() {
        return tools.stream().map(ToolDefinition::name).toList();
    }
}
