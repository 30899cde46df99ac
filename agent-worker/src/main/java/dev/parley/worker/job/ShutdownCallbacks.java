package dev.parley.worker.job;

import akka.Done;
import dev.parley.worker.JobContext.ShutdownCallback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a job does at its end, each callback with a budget of its own. Thread-safe. */
final class ShutdownCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownCallbacks.class);

    private final String jobId;
    private final List<Budgeted> callbacks = new ArrayList<>();
    private boolean begun;

    ShutdownCallbacks(String jobId) {
        this.jobId = jobId;
    }

    synchronized void add(Duration budget, ShutdownCallback callback) {
        if (begun) {
            throw new IllegalStateException("shutdown callback: too late for job " + jobId
                    + " (expected: added before the job ends); add it when the entry point begins");
        }
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("shutdown callback budget: " + budget + " (expected: above 0)");
        }
        callbacks.add(new Budgeted(budget, callback));
    }

    /** Runs all at the same time; completes, never failing, when the last is done or out of its budget. */
    CompletionStage<Done> run(String reason) {
        List<CompletableFuture<Done>> running = new ArrayList<>();
        for (Budgeted budgeted : begin()) {
            running.add(run(budgeted, reason));
        }
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                .thenApply(all -> Done.getInstance());
    }

    private synchronized List<Budgeted> begin() {
        List<Budgeted> all = begun ? List.of() : List.copyOf(callbacks);
        begun = true;
        return all;
    }

    private CompletableFuture<Done> run(Budgeted budgeted, String reason) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        Thread thread = CallThreads.start("job-" + jobId + "-shutdown", () -> call(budgeted.callback, reason, done));
        return done.orTimeout(budgeted.budget.toNanos(), TimeUnit.NANOSECONDS).exceptionally(problem -> {
            thread.interrupt();
            LOG.warn(
                    "Shutdown callback of job [{}] failed within its budget of [{}].", jobId, budgeted.budget, problem);
            return Done.getInstance();
        });
    }

    private static void call(ShutdownCallback callback, String reason, CompletableFuture<Done> done) {
        try {
            callback.run(reason);
            done.complete(Done.getInstance());
        } catch (Throwable problem) {
            done.completeExceptionally(problem);
        }
    }

    private record Budgeted(Duration budget, ShutdownCallback callback) {}
}
