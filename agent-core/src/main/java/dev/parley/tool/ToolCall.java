package dev.parley.tool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running call: its thread, as long as it has one, and its result, which comes from the code or the deadline. */
final class ToolCall implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolExecutor.class);

    private final String tool;
    private final ToolExecutor.Code code;
    private final CompletableFuture<ToolOutcome> result;
    private final ToolThreads threads;
    private final CallDeadline deadline;
    private final AtomicBoolean settled = new AtomicBoolean();

    private @Nullable Thread thread;
    private @Nullable CompletableFuture<ToolOutcome> pending;
    private boolean begun;
    private boolean abandoned;

    ToolCall(
            String tool,
            ToolExecutor.Code code,
            CompletableFuture<ToolOutcome> result,
            ToolThreads threads,
            CallDeadline deadline) {
        this.tool = tool;
        this.code = code;
        this.result = result;
        this.threads = threads;
        this.deadline = deadline;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            await(code.run(this));
        } catch (Throwable e) {
            // The code itself catches what it may throw; this is the machine giving up (memory, a killed thread).
            fail(e);
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        if (begun || settled.get()) {
            return false;
        }
        begun = true;
        thread = Thread.currentThread();
        return true;
    }

    /** Begins the call elsewhere if it has not begun yet. */
    void rescue() {
        boolean waiting;
        synchronized (this) {
            waiting = !begun && !settled.get();
        }
        try {
            if (waiting && threads.rescue(this)) {
                LOG.warn("Tool [{}] found no free thread and is run on a spare one.", tool);
            }
        } catch (RejectedExecutionException e) {
            LOG.warn("Tool [{}] found neither a free nor a spare thread and waits.", tool);
        }
    }

    private void await(CompletionStage<ToolOutcome> stage) {
        synchronized (this) {
            pending = stage.toCompletableFuture();
        }
        stage.whenComplete((outcome, failure) -> {
            if (failure != null) {
                fail(failure);
            } else if (settle()) {
                result.complete(outcome);
            }
        });
    }

    private void fail(Throwable failure) {
        if (settle()) {
            LOG.error("Tool [{}] failed.", tool, failure);
            result.complete(new ToolOutcome.Failed(ToolResults.INTERNAL_ERROR));
        }
    }

    /** Code and deadline may end at once; the first one's word counts. */
    private boolean settle() {
        return settled.compareAndSet(false, true);
    }

    private synchronized void end() {
        thread = null;
        // The deadline's interrupt is this call's; the thread's next call must not see it.
        Thread.interrupted();
        if (abandoned) {
            threads.returned();
        }
    }

    void startDeadline() {
        deadline.start(() -> giveUp("timed out after " + text(deadline.limit())));
    }

    void stopDeadline() {
        deadline.stop();
    }

    /** The deadline does not count on while this is awaited, which must have a deadline of its own. */
    <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
        deadline.hold();
        return wait.whenComplete((value, failure) -> deadline.release());
    }

    /** Completes off the caller's thread: who waits for the result may do anything in its callbacks. */
    void giveUp(String reason) {
        if (!settle()) {
            return;
        }
        LOG.warn("Tool [{}] {}.", tool, reason);
        result.completeAsync(() -> new ToolOutcome.Failed(reason + " (tool " + tool + ")"));
        release();
    }

    private synchronized void release() {
        if (pending != null) {
            pending.cancel(true);
        }
        if (thread != null) {
            abandoned = true;
            threads.abandoned();
            thread.interrupt();
        }
    }

    private static String text(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
