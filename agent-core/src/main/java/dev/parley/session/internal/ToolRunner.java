package dev.parley.session.internal;

import dev.parley.agent.Agent;
import dev.parley.agent.ToolMocks;
import dev.parley.chat.FunctionCall;
import dev.parley.session.AgentSession;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs an agent's tools and reports their outcomes. Thread-safe. */
final class ToolRunner {
    /** Tools have deadlines of their own; this one catches those that keep none. */
    private static final Duration LAST_DEADLINE = Duration.ofSeconds(90);

    private final AgentSession session;
    private final Consumer<Stimulus> report;
    private final ToolMocks mocks;

    ToolRunner(AgentSession session, Consumer<Stimulus> report, ToolMocks mocks) {
        this.session = session;
        this.report = report;
        this.mocks = mocks;
    }

    void run(Agent agent, Effect.RunTool run) {
        FunctionCall call = run.call();
        CompletionStage<ToolOutcome> outcome = agent.tools().stream()
                .filter(tool -> tool.definition().name().equals(call.name()))
                .findFirst()
                .map(tool -> execute(mocks.inPlaceOf(agent, tool), run))
                .orElseGet(() -> CompletableFuture.completedFuture(unknown(agent, call)))
                .toCompletableFuture()
                .copy()
                .orTimeout(LAST_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        outcome.exceptionally(late -> new ToolOutcome.Failed("timed out after " + LAST_DEADLINE.toSeconds() + " s"))
                .thenAccept(result -> report.accept(new Stimulus.ToolFinished(call.callId(), result)));
    }

    /** The agent was replaced since the model was offered the tool. */
    private static ToolOutcome unknown(Agent agent, FunctionCall call) {
        return FunctionTools.unknown(
                call.name(),
                agent.tools().stream().map(tool -> tool.definition().name()).toList());
    }

    private CompletionStage<ToolOutcome> execute(FunctionTool tool, Effect.RunTool run) {
        try {
            return tool.execute(
                    run.call().arguments(), RunContext.of(session, run.call().callId(), run.speechId()));
        } catch (RuntimeException defect) {
            org.slf4j.LoggerFactory.getLogger(ToolRunner.class)
                    .error(
                            "Tool [{}] threw instead of giving an outcome.",
                            run.call().name(),
                            defect);
            return CompletableFuture.completedFuture(new ToolOutcome.Failed("An internal error occurred"));
        }
    }
}
