package dev.parley.worker.job;

import akka.Done;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The threads of one job's own code. Thread-safe. */
final class JobTasks {
    private static final Logger LOG = LoggerFactory.getLogger(JobTasks.class);
    private static final int MOST_AT_ONCE = 64;

    private final String jobId;
    private final Supplier<Map<String, String>> logFields;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<Long, CompletableFuture<?>> running = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean interrupted;

    JobTasks(String jobId, Supplier<Map<String, String>> logFields) {
        this.jobId = jobId;
        this.logFields = logFields;
    }

    /** Runs the task on a thread of its own, under the job's log fields. */
    <T> CompletionStage<T> start(String name, Callable<T> task) {
        return start(name, task, CallThreads::start);
    }

    /** The same for what the job was given a thread for before it began; see {@link CallThreads#prepare}. */
    <T> CompletionStage<T> startPromised(String name, Callable<T> task) {
        return start(name, task, CallThreads::startPromised);
    }

    private <T> CompletionStage<T> start(String name, Callable<T> task, BiConsumer<String, Runnable> threads) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("task: " + name + " of job " + jobId
                    + " (expected: at most " + MOST_AT_ONCE + " at once); wait for one to end"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        long number = numbers.incrementAndGet();
        running.put(number, result);
        threads.accept("job-" + jobId + "-" + name, () -> run(task, number, result));
        return result.copy();
    }

    /** Logs what a task threw; for those that nobody waits for. */
    <T> CompletionStage<T> startLogged(String name, Callable<T> task) {
        return start(name, task).whenComplete((value, problem) -> {
            if (problem != null) {
                LOG.warn("Task [{}] of job [{}] failed.", name, jobId, problem);
            }
        });
    }

    /** Interrupts all that runs and what starts from now on; completes when the last has ended. Never fails. */
    CompletionStage<Done> interrupt() {
        interrupted = true;
        threads.forEach(Thread::interrupt);
        return CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new))
                .handle((done, problem) -> Done.getInstance());
    }

    private <T> void run(Callable<T> task, long number, CompletableFuture<T> result) {
        logFields.get().forEach(MDC::put);
        threads.add(Thread.currentThread());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            T value = task.call();
            end(number);
            result.complete(value);
        } catch (Throwable problem) {
            end(number);
            result.completeExceptionally(problem);
        } finally {
            MDC.clear();
        }
    }

    private void end(long number) {
        threads.remove(Thread.currentThread());
        running.remove(number);
        places.release();
    }
}
