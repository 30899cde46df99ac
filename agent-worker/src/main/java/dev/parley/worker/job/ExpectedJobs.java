package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;

/** The actors and threads of calls that are likely to begin soon, made while there is time. Used by their manager. */
final class ExpectedJobs {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ActorContext<WorkerManager.Command> context;
    private final TimerScheduler<WorkerManager.Command> timers;
    private final JobEnvironment environment;
    private final Deque<VacantJob> vacant = new ArrayDeque<>();
    private long made;

    ExpectedJobs(
            ActorContext<WorkerManager.Command> context,
            TimerScheduler<WorkerManager.Command> timers,
            JobEnvironment environment) {
        this.context = context;
        this.timers = timers;
        this.environment = environment;
    }

    /**
     * One more call is expected.
     *
     * @param inVain tells that ten seconds later, unless it has come
     */
    void add(Function<ActorRef<Job.Command>, WorkerManager.Command> inVain) {
        CallThreads.prepare();
        VacantJob job = VacantJob.spawn(context, environment, "expected-job-" + ++made);
        vacant.addLast(job);
        timers.startSingleTimer(job.actor(), inVain.apply(job.actor()), LONGEST);
    }

    /** The job for a call that has come, if it was expected. */
    Optional<VacantJob> next() {
        Optional<VacantJob> next = Optional.ofNullable(vacant.pollFirst());
        next.ifPresent(job -> timers.cancel(job.actor()));
        return next;
    }

    /** It is expected no more. */
    void dismiss(ActorRef<Job.Command> job) {
        if (vacant.removeIf(waiting -> waiting.actor().equals(job))) {
            context.stop(job);
        }
    }
}
