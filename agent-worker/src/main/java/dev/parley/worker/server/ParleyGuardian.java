package dev.parley.worker.server;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.job.WorkerSupervisor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** The root of the actor tree: starts the supervisor and tells when it is dead. One phase. */
final class ParleyGuardian {
    private ParleyGuardian() {}

    /** What happens to the guardian. */
    sealed interface Command {}

    private record ManagerFound(ActorRef<WorkerManager.Command> manager) implements Command {}

    private record SupervisorStopped() implements Command {}

    /**
     * Completes the first future with the supervisor, the second with the manager, and the third when the supervisor has stopped.
     */
    static Behavior<Command> create(
            JobEnvironment environment,
            AtomicReference<EntryPoint> entryPoint,
            CompletableFuture<ActorRef<WorkerSupervisor.Command>> supervisor,
            CompletableFuture<ActorRef<WorkerManager.Command>> manager,
            CompletableFuture<Done> supervisorStopped) {
        return Behaviors.setup(context -> {
            supervisor.complete(startSupervisor(context, environment, entryPoint));
            return Behaviors.receive(Command.class)
                    .onMessage(ManagerFound.class, message -> onManagerFound(message, manager))
                    .onMessage(SupervisorStopped.class, message -> onSupervisorStopped(supervisorStopped))
                    .build();
        });
    }

    private static ActorRef<WorkerSupervisor.Command> startSupervisor(
            ActorContext<Command> context, JobEnvironment environment, AtomicReference<EntryPoint> entryPoint) {
        ActorRef<WorkerSupervisor.Command> supervisor =
                context.spawn(WorkerSupervisor.create(environment, entryPoint), "worker-supervisor");
        context.watchWith(supervisor, new SupervisorStopped());
        context.ask(
                WorkerManager.Reference.class,
                supervisor,
                Duration.ofSeconds(10),
                WorkerSupervisor.FindManager::new,
                ParleyGuardian::found);
        return supervisor;
    }

    private static Command found(WorkerManager.Reference found, Throwable problem) {
        return problem == null ? new ManagerFound(found.manager()) : new SupervisorStopped();
    }

    private static Behavior<Command> onManagerFound(
            ManagerFound message, CompletableFuture<ActorRef<WorkerManager.Command>> manager) {
        manager.complete(message.manager);
        return Behaviors.same();
    }

    private static Behavior<Command> onSupervisorStopped(CompletableFuture<Done> supervisorStopped) {
        supervisorStopped.complete(Done.getInstance());
        return Behaviors.same();
    }
}
