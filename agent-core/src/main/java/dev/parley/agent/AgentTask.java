package dev.parley.agent;

import dev.parley.session.AgentSession;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An agent with one thing to find out: it takes over until it calls {@link #complete}, then the agent that asked for it
 * goes on, with what was said meanwhile in its context.
 *
 * <pre>{@code
 * @Tool(description = "Finds out the caller's name.")
 * public CompletionStage<String> askName(RunContext context) {
 *     return new AskName().run(context).thenApply(name -> "The caller is " + name);
 * }
 * }</pre>
 *
 * <p>May be awaited in a tool and in {@code onEnter} and {@code onExit}, once. Tasks that one agent asks for at the same
 * time run one after the other. A task that the session's end, a hand-off or {@code updateAgent} cuts off fails with
 * {@link ToolException}.
 *
 * @param <T> what it finds out
 */
public abstract class AgentTask<T> extends Agent {
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final CompletableFuture<T> result = new CompletableFuture<>();

    protected AgentTask(AgentSpec spec) {
        super(spec);
    }

    /**
     * Lets it take over; for tools. Its time does not count against the tool's deadline.
     *
     * @return completes once the agent that waits has taken over again; fails with what the task failed with
     * @throws IllegalStateException if it was run before
     */
    public final CompletionStage<T> run(RunContext call) {
        return call.outsideDeadline(start(call.session(), Optional.of(call.callId())));
    }

    /** As {@link #run(RunContext)}; for {@code onEnter} and {@code onExit}, which may block until it is complete. */
    public final CompletionStage<T> run(AgentSession session) {
        return start(session, Optional.empty());
    }

    private CompletionStage<T> start(AgentSession session, Optional<String> callId) {
        if (!(session instanceof AgentSlot slot)) {
            throw new IllegalArgumentException(
                    "session " + session.id() + ": of another make (expected: one made by Parley.session)");
        }
        if (!asked.compareAndSet(false, true)) {
            throw new IllegalStateException("task " + id() + ": run again (expected: once; make a new task)");
        }
        join(slot);
        slot.enter(this, callId);
        if (outcome.isDone()) {
            slot.completed(this);
        }
        return result.minimalCompletionStage();
    }

    /** The task is done. Only the first of all calls counts. Thread-safe. */
    public final void complete(T value) {
        if (outcome.complete(value)) {
            tellSession(slot -> slot.completed(this));
        }
    }

    /** The task can't be done. Only the first of all calls counts. Thread-safe. */
    public final void completeExceptionally(Throwable failure) {
        if (outcome.completeExceptionally(failure)) {
            tellSession(slot -> slot.completed(this));
        }
    }

    /** Whether it has come to its result. */
    public final boolean isDone() {
        return outcome.isDone();
    }

    /** What it has come to; empty before that, and if it failed. */
    public final Optional<T> value() {
        return outcome.isCompletedExceptionally() ? Optional.empty() : Optional.ofNullable(outcome.getNow(null));
    }

    /** Whether its tool calls become part of what the agent that asked for it reads; unless overridden they do not. */
    public boolean keepsFunctionCalls() {
        return false;
    }

    /**
     * Gives the result to who waits for it. Called by the session when the task has left.
     *
     * @param failure why it was cut off; empty if it was complete
     */
    public final void settle(String failure) {
        if (failure.isEmpty()) {
            CompletionStage<T> done = outcome;
            done.whenComplete((value, failed) -> {
                if (failed == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failed);
                }
            });
        } else {
            result.completeExceptionally(new ToolException(failure));
        }
    }
}
