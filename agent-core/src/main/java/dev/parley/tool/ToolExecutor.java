package dev.parley.tool;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of tools where it may block: on virtual threads where the JDK has them, else on a bounded pool. A call
 * that takes too long is given up, and its thread interrupted; a thread that does not care is replaced, so that it holds
 * up no other call. Thread-safe.
 */
public final class ToolExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolExecutor.class);

    private static final long BEGINS_WITHIN_MS = 250;
    private static volatile ToolExecutor shared = of(ToolSettings.standard());

    private final ToolSettings settings;
    private final ToolThreads threads;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<ToolCall> running = ConcurrentHashMap.newKeySet();

    private ToolExecutor(ToolSettings settings, ToolThreads threads) {
        this.settings = settings;
        this.threads = threads;
        this.timer = new ScheduledThreadPoolExecutor(1, ToolThreads.daemons("parley-tool-deadlines"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The one that tools run on unless told otherwise; with the standard settings until {@link #configureShared}. */
    public static ToolExecutor shared() {
        return shared;
    }

    /**
     * Gives the shared one these settings, for this whole process. Tools that were made before keep the one they have;
     * it holds no threads while none of them runs.
     */
    public static synchronized void configureShared(ToolSettings settings) {
        if (!shared.settings.equals(settings)) {
            shared = of(settings);
        }
    }

    public static ToolExecutor of(ToolSettings settings) {
        return new ToolExecutor(settings, ToolThreads.best(settings));
    }

    /** Never virtual threads. */
    static ToolExecutor onPlatformThreads(ToolSettings settings) {
        return new ToolExecutor(settings, ToolThreads.platform(settings));
    }

    /** How long a call may take that has no timeout of its own. */
    Duration deadline() {
        return settings.deadline();
    }

    /** As {@link #run(String, Duration, Code)}, within the deadline of this executor. */
    CompletionStage<ToolOutcome> run(String tool, Callable<CompletionStage<ToolOutcome>> code) {
        return run(tool, settings.deadline(), call -> code.call());
    }

    /** The code of a call; it may hold its own deadline while it waits for something that has another. */
    @FunctionalInterface
    interface Code {
        CompletionStage<ToolOutcome> run(ToolCall call) throws Exception;
    }

    /**
     * Runs a call's code; its stage may complete later, but within the deadline. Never completes exceptionally; who
     * cancels what it returns gives the call up.
     */
    CompletionStage<ToolOutcome> run(String tool, Duration limit, Code code) {
        CompletableFuture<ToolOutcome> result = new CompletableFuture<>();
        ToolCall call = new ToolCall(tool, code, result, threads, new CallDeadline(timer, limit));
        try {
            Future<?> rescue = timer.schedule(call::rescue, BEGINS_WITHIN_MS, TimeUnit.MILLISECONDS);
            running.add(call);
            call.startDeadline();
            CompletionStage<ToolOutcome> ended = result.whenComplete((outcome, failure) -> {
                running.remove(call);
                call.stopDeadline();
                rescue.cancel(false);
            });
            ended.whenComplete((outcome, failure) -> {
                if (failure instanceof CancellationException) {
                    call.giveUp("was cancelled");
                }
            });
            threads.execute(call);
            return ended;
        } catch (RejectedExecutionException e) {
            LOG.warn("Tool [{}] was refused: too many tools are running.", tool);
            result.complete(new ToolOutcome.Failed("tool " + tool + " can't run now: too many tools are running"
                    + " (expected: at most " + settings.queue() + " waiting; try again later)"));
            return result;
        }
    }

    /** Refuses further calls and gives up the running ones. */
    @Override
    public void close() {
        timer.shutdownNow();
        running.forEach(call -> call.giveUp("was given up: the tools are shut down"));
        threads.close();
    }
}
