package dev.parley.session.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.AskPattern;
import dev.parley.session.SessionDispatcher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where a session's actor lives.
 *
 * @param parent whose child it becomes and with whom it dies; without one it lives beside the user's actors, until it is
 *     closed
 */
public record Home(ActorSystem<?> system, Optional<ActorRef<SpawnProtocol.Command>> parent) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Starts the actor of this session; blocks for 5 seconds at most, for as long as the parent takes to do it. */
    <T> ActorRef<T> spawn(Behavior<T> behavior, String sessionId) {
        return parent.map(spawner -> spawnedBy(spawner, behavior, sessionId))
                .orElseGet(() -> system.systemActorOf(
                        behavior, "session-" + ActorNames.of(sessionId), SessionDispatcher.selector()));
    }

    private <T> ActorRef<T> spawnedBy(ActorRef<SpawnProtocol.Command> spawner, Behavior<T> behavior, String sessionId) {
        try {
            return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
                            spawner,
                            replyTo -> new SpawnProtocol.Spawn<>(
                                    behavior, "session", SessionDispatcher.selector(), replyTo),
                            PATIENCE,
                            system.scheduler())
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            throw new IllegalStateException(
                    "session " + sessionId + ": not started by its parent " + spawner.path() + " within "
                            + PATIENCE.toSeconds() + " s (expected: a living parent)",
                    silent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("session " + sessionId + ": interrupted before it started", stopped);
        }
    }
}
