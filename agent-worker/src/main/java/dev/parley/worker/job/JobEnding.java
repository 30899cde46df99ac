package dev.parley.worker.job;

import akka.Done;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a job apart, each step with a budget of its own: the entry point and its tasks are interrupted while the session closes,
 * then the application may keep what it was, then the job's dispatcher is told how it ended, then the agent leaves the room. In that
 * order, since a LiveKit server takes a job whose agent left the room untold for failed.
 */
final class JobEnding {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnding.class);
    private static final Duration TASKS = Duration.ofSeconds(5);
    private static final Duration SESSION = Duration.ofSeconds(60);
    private static final Duration SESSION_END = Duration.ofMinutes(5);
    private static final Duration DELETING = Duration.ofSeconds(10);
    private static final Duration TELLING = Duration.ofSeconds(2);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final CompletionStage<Done> DONE = CompletableFuture.completedFuture(Done.getInstance());

    private final Call call;
    private final JobHandle handle;

    JobEnding(Call call, JobHandle handle) {
        this.call = call;
        this.handle = handle;
    }

    /**
     * Completes, never failing, when nothing is left or the budgets are used up. What follows the telling does not go on on the thread
     * that brings its answer, which is the link's: that one has other jobs to serve.
     */
    CompletionStage<Done> dismantle(JobEnd end, Optional<AgentSession> session) {
        return within(TASKS, handle.tasks().interrupt())
                .thenCombine(within(SESSION, close(session, end)), (left, right) -> left)
                .thenCompose(closed -> session.isPresent() ? sessionEnded() : DONE)
                .thenCompose(known -> within(TELLING, tell(end)))
                .thenComposeAsync(
                        told -> session.isPresent() && handle.deletesRoom() ? deleteRoom() : DONE,
                        handle.system().executionContext())
                .exceptionally(shutDown -> Done.getInstance())
                .thenCompose(gone -> within(LEAVING, handle.jobRoom().leave()));
    }

    /** The application's own end of the session, in its own time. */
    private CompletionStage<Done> sessionEnded() {
        CompletableFuture<Done> done = new CompletableFuture<>();
        Thread thread = CallThreads.start("job-" + call.id() + "-session-end", () -> {
            try {
                handle.sessionEnded();
                done.complete(Done.getInstance());
            } catch (Throwable problem) {
                done.completeExceptionally(problem);
            }
        });
        return done.orTimeout(SESSION_END.toSeconds(), TimeUnit.SECONDS).exceptionally(problem -> {
            thread.interrupt();
            LOG.warn("Session end of job [{}] failed within its budget of [{}].", call.id(), SESSION_END, problem);
            return Done.getInstance();
        });
    }

    private CompletionStage<Done> deleteRoom() {
        CompletionStage<Done> deleted = handle.deleteRoom().whenComplete((done, problem) -> {
            if (problem != null) {
                LOG.warn("Room of job [{}] could not be deleted.", call.id(), problem);
            }
        });
        return within(DELETING, deleted);
    }

    /** The same where nobody can wait: the actor has stopped already. */
    void abandon(JobEnd end, Optional<AgentSession> session) {
        handle.tasks().interrupt();
        close(session, end);
        handle.jobRoom().leave();
    }

    private static CompletionStage<Done> within(Duration budget, CompletionStage<Done> step) {
        return step.toCompletableFuture()
                .copy()
                .completeOnTimeout(Done.getInstance(), budget.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failed -> Done.getInstance());
    }

    private CompletionStage<Done> tell(JobEnd end) {
        CompletableFuture<Done> told = call.markLeaving(end);
        return call.line().isPresent() ? told : CompletableFuture.completedFuture(Done.getInstance());
    }

    /** A session that can't even be closed must not keep its job from ending. */
    private CompletionStage<Done> close(Optional<AgentSession> session, JobEnd end) {
        try {
            return session.map(open -> open.close(closeReason(end)))
                    .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
        } catch (RuntimeException broken) {
            LOG.error("Session of job [{}] could not be closed.", call.id(), broken);
            return CompletableFuture.completedFuture(Done.getInstance());
        }
    }

    private static CloseReason closeReason(JobEnd end) {
        CloseReason.Kind kind =
                end.kind() == JobEnd.Kind.FAILED ? CloseReason.Kind.ERROR : CloseReason.Kind.JOB_SHUTDOWN;
        return new CloseReason(kind, end.reason());
    }
}
