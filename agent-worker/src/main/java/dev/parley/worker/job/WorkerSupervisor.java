package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.worker.EntryPoint;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps the manager of one agent name alive: one that crashes is started again, without its calls, which end with it.
 *
 * <p>One phase.
 */
public final class WorkerSupervisor {
    private WorkerSupervisor() {}

    /** What can be asked of a supervisor. */
    public sealed interface Command {}

    /** Answered with the manager, whose reference stays the same over its restarts. */
    public record FindManager(ActorRef<WorkerManager.Reference> replyTo) implements Command {}

    /** A supervisor with a manager under it. */
    public static Behavior<Command> create(JobEnvironment environment, AtomicReference<EntryPoint> entryPoint) {
        return Behaviors.setup(context -> supervising(spawnManager(context, environment, entryPoint)));
    }

    private static ActorRef<WorkerManager.Command> spawnManager(
            ActorContext<Command> context, JobEnvironment environment, AtomicReference<EntryPoint> entryPoint) {
        SupervisorStrategy restart =
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(10), 0.2);
        return context.spawn(
                Behaviors.supervise(WorkerManager.create(environment, entryPoint))
                        .onFailure(restart),
                "worker-manager");
    }

    private static Behavior<Command> supervising(ActorRef<WorkerManager.Command> manager) {
        return Behaviors.receive(Command.class)
                .onMessage(FindManager.class, message -> onFindManager(message, manager))
                .build();
    }

    private static Behavior<Command> onFindManager(FindManager message, ActorRef<WorkerManager.Command> manager) {
        message.replyTo.tell(new WorkerManager.Reference(manager));
        return Behaviors.same();
    }
}
