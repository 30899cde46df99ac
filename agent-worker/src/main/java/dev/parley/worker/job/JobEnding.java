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
 * then the job's dispatcher is told how it ended, then the agent leaves the room. In that order, since a LiveKit server takes a job
 * whose agent left the room untold for failed.
 */
final class JobEnding {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnding.class);
    private static final Duration TASKS = Duration.ofSeconds(5);
    private static final Duration SESSION = Duration.ofSeconds(60);
    private static final Duration TELLING = Duration.ofSeconds(2);
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final Call call;
    private final JobTasks tasks;
    private final JobRoom room;

    JobEnding(Call call, JobTasks tasks, JobRoom room) {
        this.call = call;
        this.tasks = tasks;
        this.room = room;
    }

    /** Completes, never failing, when nothing is left or the budgets are used up. */
    CompletionStage<Done> dismantle(JobEnd end, Optional<AgentSession> session) {
        return within(TASKS, tasks.interrupt())
                .thenCombine(within(SESSION, close(session, end)), (left, right) -> left)
                .thenCompose(closed -> within(TELLING, tell(end)))
                .thenCompose(told -> within(LEAVING, room.leave()));
    }

    /** The same where nobody can wait: the actor has stopped already. */
    void abandon(JobEnd end, Optional<AgentSession> session) {
        tasks.interrupt();
        close(session, end);
        room.leave();
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
