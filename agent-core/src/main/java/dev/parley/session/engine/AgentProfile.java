package dev.parley.session.engine;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentTask;
import dev.parley.chat.ChatContext;
import dev.parley.chat.Instructions;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AsyncToolPrompts;
import dev.parley.session.SessionOptions;
import dev.parley.tool.ToolOptions;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine needs to know of an agent.
 *
 * @param key names this one entry of an agent object; unique within the session
 * @param offered the tools that its model may call
 * @param abilities what it can do with the models it has
 * @param turns how turns are taken while it talks; empty for as the session does
 * @param speechDelay silence between two of its speeches; empty for the session's
 * @param asyncTools what its model reads about tools behind the conversation; empty for the session's
 * @param context what its model reads to begin with
 * @param completesUserTurns whether its {@code onUserTurnCompleted} is to be called
 * @param keepsCalls of a task, whether its tool calls are of interest to the agent that asked for it
 */
public record AgentProfile(
        String key,
        String agentId,
        Instructions instructions,
        OfferedTools offered,
        Abilities abilities,
        Optional<TurnOptions> turns,
        Optional<Duration> speechDelay,
        Optional<AsyncToolPrompts> asyncTools,
        ChatContext context,
        boolean completesUserTurns,
        boolean keepsCalls) {

    /** An agent that only has tools. */
    public AgentProfile(String agentId, String instructions, List<ToolDefinition> tools) {
        this(
                agentId,
                agentId,
                Instructions.of(instructions),
                OfferedTools.of(tools),
                Abilities.ALL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ChatContext.empty(),
                false,
                false);
    }

    /** What is to be known of this agent as it is now. */
    public static AgentProfile of(String key, Agent agent) {
        return of(key, agent, SessionTools.NONE, Abilities.of(agent));
    }

    /**
     * The same with the tools that the session offers whoever talks.
     *
     * @throws IllegalArgumentException if a name is there twice
     */
    public static AgentProfile of(String key, Agent agent, SessionTools sessionTools, Abilities abilities) {
        return new AgentProfile(
                key,
                agent.id(),
                agent.instructions(),
                OfferedTools.of(agent, sessionTools),
                abilities,
                agent.turns(),
                agent.minConsecutiveSpeechDelay(),
                agent.asyncTools(),
                agent.chatContext(),
                agent.completesUserTurns(),
                agent instanceof AgentTask<?> task && task.keepsFunctionCalls());
    }

    /**
     * How the session behaves while this agent talks. How turns are taken is the agent's matter, else the host's, else as the
     * session began.
     */
    SessionOptions optionsWithin(SessionOptions session, Optional<TurnOptions> hosts) {
        TurnOptions wished = turns.or(() -> hosts).orElse(session.turns());
        SessionOptions byTurns = session.withTurns(wished.withDetection(possible(wished.detection())));
        SessionOptions options = asyncTools.map(byTurns::withAsyncTools).orElse(byTurns);
        return speechDelay
                .map(delay -> options.withOutput(options.output().withMinConsecutiveSpeechDelay(delay)))
                .orElse(options);
    }

    /** The host may end turns whoever listens; where a realtime model finds them this is not asked. */
    private TurnDetection possible(TurnDetection wished) {
        return switch (wished) {
            case STT, MANUAL -> wished;
            case AUTO, REALTIME_LLM, VAD -> abilities.detection().orElse(TurnDetection.VAD);
        };
    }

    /** What its model is offered. */
    public List<ToolDefinition> tools() {
        return offered.definitions();
    }

    /** Of each of them, by name. */
    Map<String, ToolOptions> toolOptions() {
        return offered.options();
    }

    ToolOptions optionsOf(String tool) {
        return toolOptions().getOrDefault(tool, ToolOptions.standard());
    }

    Optional<ToolDefinition> definitionOf(String tool) {
        return tools().stream().filter(one -> one.name().equals(tool)).findFirst();
    }

    boolean offers(String tool) {
        return definitionOf(tool).isPresent();
    }

    List<String> toolNames() {
        return offered.names();
    }

    AgentProfile with(ChatContext newContext) {
        return new AgentProfile(
                key,
                agentId,
                instructions,
                offered,
                abilities,
                turns,
                speechDelay,
                asyncTools,
                newContext,
                completesUserTurns,
                keepsCalls);
    }

    /** The same agent with what may change while it talks. */
    AgentProfile changedTo(AgentProfile now) {
        return new AgentProfile(
                key,
                now.agentId,
                now.instructions,
                now.offered,
                now.abilities,
                now.turns,
                now.speechDelay,
                now.asyncTools,
                context,
                now.completesUserTurns,
                now.keepsCalls);
    }
}
