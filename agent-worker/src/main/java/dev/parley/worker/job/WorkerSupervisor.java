package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.worker.EntryPoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Keeps the manager of one agent name alive, and what brings it calls: one that crashes is started again. A manager's calls end with
 * it.
 *
 * <p>One phase.
 */
public final class WorkerSupervisor {
    private static final SupervisorStrategy RESTART =
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(10), 0.2);

    private WorkerSupervisor() {}

    /** What can be asked of a supervisor. */
    public sealed interface Command {}

    /** Answered with the manager, whose reference stays the same over its restarts. */
    public record FindManager(ActorRef<WorkerManager.Reference> replyTo) implements Command {}

    /** Spawns what brings the manager calls. */
    public record Accompany(List<? extends Companion<?>> companions) implements Command {}

    /**
     * An actor beside the manager; started anew when it crashes.
     *
     * @param dispatcher that it runs on
     * @param started completes with its reference, which stays the same
     */
    public record Companion<T>(
            String name,
            DispatcherSelector dispatcher,
            Function<ActorRef<WorkerManager.Command>, Behavior<T>> behavior,
            CompletableFuture<ActorRef<T>> started) {

        /** One that runs where all do. */
        public Companion(
                String name,
                Function<ActorRef<WorkerManager.Command>, Behavior<T>> behavior,
                CompletableFuture<ActorRef<T>> started) {
            this(name, DispatcherSelector.defaultDispatcher(), behavior, started);
        }

        /** Completes with its reference once it is there. */
        public CompletionStage<ActorRef<T>> whenStarted() {
            return started;
        }
    }

    /** A supervisor with a manager under it. */
    public static Behavior<Command> create(JobEnvironment environment, AtomicReference<EntryPoint> entryPoint) {
        return Behaviors.setup(context -> supervising(context, spawnManager(context, environment, entryPoint)));
    }

    private static ActorRef<WorkerManager.Command> spawnManager(
            ActorContext<Command> context, JobEnvironment environment, AtomicReference<EntryPoint> entryPoint) {
        return context.spawn(
                Behaviors.supervise(WorkerManager.create(environment, entryPoint))
                        .onFailure(RESTART),
                "worker-manager");
    }

    private static Behavior<Command> supervising(
            ActorContext<Command> context, ActorRef<WorkerManager.Command> manager) {
        return Behaviors.receive(Command.class)
                .onMessage(FindManager.class, message -> onFindManager(message, manager))
                .onMessage(Accompany.class, message -> onAccompany(message, context, manager))
                .build();
    }

    private static Behavior<Command> onFindManager(FindManager message, ActorRef<WorkerManager.Command> manager) {
        message.replyTo.tell(new WorkerManager.Reference(manager));
        return Behaviors.same();
    }

    private static Behavior<Command> onAccompany(
            Accompany message, ActorContext<Command> context, ActorRef<WorkerManager.Command> manager) {
        message.companions.forEach(companion -> spawn(companion, context, manager));
        return Behaviors.same();
    }

    private static <T> void spawn(
            Companion<T> companion, ActorContext<Command> context, ActorRef<WorkerManager.Command> manager) {
        companion.started.complete(context.spawn(
                Behaviors.supervise(companion.behavior.apply(manager)).onFailure(RESTART),
                companion.name,
                companion.dispatcher));
    }
}
