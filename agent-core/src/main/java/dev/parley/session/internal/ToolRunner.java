package dev.parley.session.internal;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSlot;
import dev.parley.agent.ToolMocks;
import dev.parley.chat.FunctionCall;
import dev.parley.session.AgentSession;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an agent's tools and reports their outcomes. Thread-safe. */
final class ToolRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ToolRunner.class);

    private final AgentSession session;
    private final Agents agents;
    private final Asks asks;
    private final Consumer<Stimulus> report;
    private final ToolMocks mocks;
    private final Map<String, RunningTool> running = new ConcurrentHashMap<>();

    ToolRunner(AgentSession session, Agents agents, Asks asks, Consumer<Stimulus> report, ToolMocks mocks) {
        this.session = session;
        this.agents = agents;
        this.asks = asks;
        this.report = report;
        this.mocks = mocks;
    }

    void run(Agent agent, Effect.RunTool run) {
        FunctionCall call = run.call();
        Optional<FunctionTool> tool = agents.toolsOf(agent).stream()
                .filter(offered -> offered.definition().name().equals(call.name()))
                .findFirst();
        if (tool.isEmpty()) {
            report.accept(new Stimulus.ToolFinished(call.callId(), unknown(agent, call)));
            return;
        }
        RunningTool control = new RunningTool(run, tool.get().options(), asks, report);
        running.put(call.callId(), control);
        control.watch(execute(mocks.inPlaceOf(agent, tool.get()), run, control)).thenAccept(outcome -> {
            running.remove(call.callId());
            report.accept(ended(call.callId(), outcome));
        });
    }

    /** Gives up what the tool does; its outcome is reported all the same. */
    void cancel(String callId) {
        RunningTool found = running.get(callId);
        if (found != null) {
            found.cancel();
        }
    }

    /** The agent was replaced since the model was offered the tool. */
    private ToolOutcome unknown(Agent agent, FunctionCall call) {
        return FunctionTools.unknown(
                call.name(),
                agents.toolsOf(agent).stream()
                        .map(tool -> tool.definition().name())
                        .toList());
    }

    private CompletionStage<ToolOutcome> execute(FunctionTool tool, Effect.RunTool run, RunningTool control) {
        try {
            return tool.execute(
                    run.call().arguments(), RunContext.of(session, run.call().callId(), run.speechId(), control));
        } catch (RuntimeException defect) {
            LOG.error(
                    "Tool [{}] threw instead of giving an outcome.", run.call().name(), defect);
            return CompletableFuture.completedFuture(new ToolOutcome.Failed("An internal error occurred"));
        }
    }

    private Stimulus ended(String callId, ToolOutcome outcome) {
        if (!(outcome instanceof ToolOutcome.HandOff handOff)) {
            return new Stimulus.ToolFinished(callId, outcome);
        }
        if (!(handOff.agent() instanceof Agent next) || !(session instanceof AgentSlot slot)) {
            LOG.error(
                    "Tool call [{}] hands off to [{}], which is no agent.",
                    callId,
                    handOff.agent().id());
            return new Stimulus.ToolFinished(callId, new ToolOutcome.Failed("An internal error occurred"));
        }
        try {
            AgentProfile profile = agents.register(next, slot);
            return new Stimulus.ToolHandedOff(callId, profile, handOff.text());
        } catch (RuntimeException unfit) {
            LOG.error("Tool call [{}] can't hand off to [{}].", callId, next.id(), unfit);
            return new Stimulus.ToolFinished(callId, new ToolOutcome.Failed("An internal error occurred"));
        }
    }
}
