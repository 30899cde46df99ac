package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Scheduler;
import akka.actor.typed.javadsl.AskPattern;
import akka.japi.function.Function;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The worker's calls, asked for from outside its actors. Thread-safe. What is not answered within five seconds fails with
 * {@link java.util.concurrent.TimeoutException}.
 */
public final class Calls {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final ActorRef<WorkerManager.Command> manager;
    private final Scheduler scheduler;

    public Calls(ActorRef<WorkerManager.Command> manager, Scheduler scheduler) {
        this.manager = manager;
        this.scheduler = scheduler;
    }

    public CompletionStage<Assignment> assign(CallRequest request) {
        return ask(replyTo -> new WorkerManager.AssignJob(request, replyTo));
    }

    /** Begins the call on a place that is held for it, even while the worker drains. */
    public CompletionStage<Assignment> startReserved(CallRequest request, JobSlots.Reservation place) {
        CompletionStage<WorkerManager.Answer> answer =
                ask(replyTo -> new WorkerManager.StartReserved(request, place, replyTo));
        return answer.thenApply(WorkerManager.Answer::assignment);
    }

    public CompletionStage<Optional<Call>> find(String id) {
        return ask(replyTo -> new WorkerManager.FindCall(id, replyTo));
    }

    /** All that hold a place, oldest first. */
    public CompletionStage<List<Call>> list() {
        return ask(WorkerManager.ListCalls::new);
    }

    public CompletionStage<WorkerStatus> status() {
        return ask(WorkerManager.Describe::new);
    }

    private <T> CompletionStage<T> ask(Function<ActorRef<T>, WorkerManager.Command> message) {
        return AskPattern.ask(manager, message, ANSWER, scheduler);
    }
}
