package dev.parley.session.engine;

import dev.parley.agent.Agent;
import dev.parley.llm.ToolDefinition;
import dev.parley.tool.BuiltInTools;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.Toolset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tools that an agent's model is offered.
 *
 * @param options of each of them, by name
 * @param toolsets names of the tools in each toolset, by its id
 */
public record OfferedTools(
        List<ToolDefinition> definitions, Map<String, ToolOptions> options, Map<String, List<String>> toolsets) {

    public OfferedTools {
        definitions = List.copyOf(definitions);
        options = Map.copyOf(options);
        toolsets = Map.copyOf(toolsets);
    }

    /** Tools without options. */
    static OfferedTools of(List<ToolDefinition> definitions) {
        return new OfferedTools(definitions, Map.of(), Map.of());
    }

    /** An agent's own, behind those that the session offers whoever talks; see {@link AgentProfile#of}. */
    static OfferedTools of(Agent agent, SessionTools session) {
        List<ToolDefinition> offered = new ArrayList<>();
        Map<String, ToolOptions> options = new LinkedHashMap<>();
        for (FunctionTool tool : session.all()) {
            offered.add(BuiltInTools.offered(tool));
            if (options.put(tool.definition().name(), tool.options()) != null) {
                throw new IllegalArgumentException(
                        "tools: " + tool.definition().name() + " twice in the session (expected: each name once)");
            }
        }
        for (FunctionTool tool : agent.tools()) {
            if (options.containsKey(tool.definition().name())) {
                throw new IllegalArgumentException("tools: " + tool.definition().name() + " of agent " + agent.id()
                        + " (expected: a name that no tool of the session has)");
            }
            offered.add(BuiltInTools.offered(tool));
            options.put(tool.definition().name(), tool.options());
        }
        if (options.values().stream().anyMatch(option -> option.has(ToolFlag.CANCELLABLE))) {
            offered.addAll(BuiltInTools.forCancelling());
        }
        Map<String, List<String>> toolsets = new LinkedHashMap<>();
        session.toolsets().forEach(toolset -> toolsets.put(toolset.id(), namesOf(toolset)));
        for (Toolset toolset : agent.toolsets()) {
            if (toolsets.put(toolset.id(), namesOf(toolset)) != null) {
                throw new IllegalArgumentException("toolsets: " + toolset.id() + " of agent " + agent.id()
                        + " (expected: an id that no other toolset of it or of the session has)");
            }
        }
        return new OfferedTools(offered, options, toolsets);
    }

    private static List<String> namesOf(Toolset toolset) {
        return toolset.tools().stream().map(tool -> tool.definition().name()).toList();
    }

    List<String> names() {
        return definitions.stream().map(ToolDefinition::name).toList();
    }

    /** Those of these ids that are neither a tool's nor a toolset's. */
    List<String> unknown(List<String> ids) {
        Set<String> known = new LinkedHashSet<>(names());
        known.addAll(toolsets.keySet());
        return ids.stream().filter(id -> !known.contains(id)).toList();
    }

    /** The tools of these ids; LiveKit Agents' rule: a toolset's id stands before a tool's name. */
    List<String> named(List<String> ids) {
        return ids.stream()
                .flatMap(id -> toolsets.containsKey(id) ? toolsets.get(id).stream() : Stream.of(id))
                .distinct()
                .toList();
    }
}
