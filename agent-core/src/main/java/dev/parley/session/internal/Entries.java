package dev.parley.session.internal;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentTask;
import dev.parley.agent.TurnContext;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Stimulus.Completion;
import dev.parley.tool.StopResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the agents' own code, where it may block, and reports what came of it. Used by the session's actor alone. */
final class Entries {
    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

    private final AgentSession session;
    private final Agents agents;
    private final Consumer<Stimulus> report;
    private final Executor userCode;
    private final Toolsets sessionToolsets;
    private final Map<String, Entry> entering = new HashMap<>();
    private CompletionStage<?> closings = CompletableFuture.completedStage("");

    Entries(
            AgentSession session,
            Agents agents,
            Toolsets sessionToolsets,
            Consumer<Stimulus> report,
            Executor userCode) {
        this.session = session;
        this.agents = agents;
        this.sessionToolsets = sessionToolsets;
        this.report = report;
        this.userCode = userCode;
    }

    /** Code that may throw anything. */
    @FunctionalInterface
    private interface Code {
        void run() throws Exception;
    }

    /** An agent's own code at its entry, and what is to be closed when it has left. */
    private record Entry(CompletionStage<Void> over, Toolsets toolsets) {}

    /** The session's toolsets are there before its first agent's own. */
    void enter(String key) {
        Agent agent = agents.get(key);
        Toolsets toolsets = new Toolsets(agent.toolsets(), agent.id());
        CompletionStage<Void> entry = run(() -> {
            sessionToolsets.setup(session);
            toolsets.setup(session);
            if (!toolsets.isEmpty() || !sessionToolsets.isEmpty()) {
                report.accept(new Stimulus.AgentChanged(agents.profileOf(key, agent)));
            }
            agent.onEnter(session);
        });
        entering.put(key, new Entry(entry, toolsets));
        entry.whenComplete((done, failure) -> report.accept(entered(key, agent, failure)));
    }

    private static Stimulus entered(String key, Agent agent, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure == null) {
            return new Stimulus.AgentEntered(key);
        }
        LOG.error("Agent [{}] failed to enter.", agent.id(), failure);
        if (agent instanceof AgentTask<?> task) {
            task.completeExceptionally(unwrapped(failure));
            return new Stimulus.AgentEntered(key);
        }
        return new Stimulus.AgentFailed(Failures.describe(failure));
    }

    /** What is still entering is let in first. */
    void exit(String key) {
        Agent agent = agents.get(key);
        CompletionStage<?> entry =
                Optional.ofNullable(entering.get(key)).map(Entry::over).orElseGet(() -> run(() -> {}));
        entry.handle((done, failure) -> key)
                .thenRunAsync(() -> agent.onExit(session), userCode)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("Agent [{}] failed to exit.", agent.id(), failure);
                    }
                    report.accept(new Stimulus.AgentExited(key));
                });
    }

    /** Nothing of the agent's own code is called any more; its toolsets are closed. */
    void left(String key) {
        Entry entry = entering.remove(key);
        if (entry != null) {
            CompletionStage<?> closed =
                    entry.over().handle((done, failure) -> key).thenRunAsync(entry.toolsets()::close, userCode);
            closings = closings.thenCombine(closed, (before, now) -> key);
        }
    }

    /** The session is over: its own toolsets are closed behind those of its agents. */
    void leftAll() {
        java.util.List.copyOf(entering.keySet()).forEach(this::left);
        closings.handle((done, failure) -> "").thenRunAsync(sessionToolsets::close, userCode);
    }

    void completeUserTurn(Effect.CompleteUserTurn turn) {
        Agent agent = agents.get(turn.agentKey());
        TurnContext context = new TurnContext(session, turn.context(), turn.message());
        run(() -> agent.onUserTurnCompleted(context, turn.message()))
                .whenComplete((done, failure) -> report.accept(
                        new Stimulus.UserTurnCompleted(turn.message().id(), completion(agent, context, failure))));
    }

    private static Completion completion(
            Agent agent, TurnContext context, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure == null) {
            return new Completion.Accepted(context.newMessage(), context.chat());
        }
        if (unwrapped(failure) instanceof StopResponse) {
            return new Completion.Stopped();
        }
        LOG.error("Agent [{}] failed at the caller's turn, which is dropped.", agent.id(), failure);
        return new Completion.Failed(Failures.describe(failure));
    }

    void cutIn(Agent agent, SessionEvent.UserTurnExceeded event) {
        CompletionStage<CompletionStage<?>> asked =
                CompletableFuture.supplyAsync(() -> agent.onUserTurnExceeded(session, event), userCode);
        asked.<Object>thenCompose(Entries::result).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("Agent [{}] failed to cut in.", agent.id(), failure);
            }
            report.accept(new Stimulus.CutInOver());
        });
    }

    private static CompletionStage<Object> result(CompletionStage<?> stage) {
        return stage.<Object>thenApply(value -> value);
    }

    private CompletionStage<Void> run(Code code) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        code.run();
                    } catch (RuntimeException thrown) {
                        throw thrown;
                    } catch (Exception thrown) {
                        throw new CompletionException(thrown);
                    }
                },
                userCode);
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
