package dev.parley.worker.job;

import akka.Done;
import akka.actor.typed.ActorSystem;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantEvent;
import dev.parley.room.ParticipantFilter;
import dev.parley.room.Room;
import dev.parley.room.RoomAddress;
import dev.parley.room.RoomConnector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The room of one job: joined once, left once. Thread-safe; no method blocks. */
final class JobRoom {
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final Call call;
    private final Optional<RoomConnector> connector;
    private final ActorSystem<?> system;
    private final CompletableFuture<Room> joined = new CompletableFuture<>();
    private final CompletableFuture<String> left = new CompletableFuture<>();
    private Optional<CompletableFuture<Room>> attempt = Optional.empty();

    JobRoom(Call call, Optional<RoomConnector> connector, ActorSystem<?> system) {
        this.call = call;
        this.connector = connector;
        this.system = system;
    }

    /** The room once the agent is in it; joins at the first call, and again after an attempt that failed. */
    synchronized CompletionStage<Room> connect(AutoSubscribe subscribe) {
        if (left.isDone()) {
            return CompletableFuture.failedFuture(gone());
        }
        if (attempt.filter(made -> !made.isCompletedExceptionally()).isEmpty()) {
            attempt = Optional.of(join(subscribe));
        }
        return attempt.orElseThrow().copy();
    }

    /** Whether somebody has asked to join. */
    synchronized boolean isWanted() {
        return attempt.isPresent();
    }

    Optional<Room> room() {
        return joined.isDone() && !joined.isCompletedExceptionally() ? Optional.of(joined.join()) : Optional.empty();
    }

    private CompletableFuture<Room> join(AutoSubscribe subscribe) {
        CompletionStage<Room> connection;
        try {
            connection = connector().connect(address(), subscribe, system);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<Room> made = new CompletableFuture<>();
        connection.whenComplete((room, problem) -> {
            if (problem != null) {
                made.completeExceptionally(problem);
            } else if (left.isDone() || !made.complete(room)) {
                made.completeExceptionally(gone());
                room.disconnect();
            } else {
                entered(room);
            }
        });
        return made.orTimeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void entered(Room room) {
        joined.complete(room);
        room.whenDisconnected().thenAccept(left::complete);
        if (left.isDone()) {
            room.disconnect();
        }
    }

    private RoomAddress address() {
        return call.line()
                .map(line -> new RoomAddress(line.job().url(), line.job().token()))
                .orElseThrow(() -> new IllegalStateException("room: job " + call.id()
                        + " has none (expected: a job of a LiveKit server); calls over HTTP and WebSocket go without"));
    }

    private RoomConnector connector() {
        address();
        return connector.orElseThrow(
                () -> new IllegalStateException("room connector: none on the class path (expected: one"
                        + " that joins LiveKit rooms); add the module that brings it, or give one to WorkerOptions"));
    }

    private IllegalStateException gone() {
        return new IllegalStateException("room: job " + call.id() + " has left it (expected: a job that goes on)");
    }

    /** Tells of those who are there and of all who come, from when the agent is in the room. */
    void onParticipant(Consumer<ParticipantEvent> listener) {
        CompletionStage<Room> entry = joined;
        entry.thenAccept(room -> room.onParticipant(listener));
    }

    /** Completes with the first who matches, at once if there; fails when the room is left before. */
    CompletionStage<Participant> waitFor(ParticipantFilter filter) {
        Optional<Room> room = room();
        if (room.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "participant: job " + call.id() + " is in no room (expected: job.connect() before)"));
        }
        CompletableFuture<Participant> found = new CompletableFuture<>();
        Room.Subscription subscription = room.get().onParticipant(event -> {
            if (event instanceof ParticipantEvent.Connected connected && filter.matches(connected.participant())) {
                found.complete(connected.participant());
            }
        });
        whenLeft()
                .thenAccept(why -> found.completeExceptionally(new IllegalStateException(
                        "participant: none came to job " + call.id() + "; the room was left: " + why)));
        return found.whenComplete((participant, problem) -> subscription.cancel())
                .copy();
    }

    List<Participant> participants() {
        return room().map(Room::remoteParticipants).orElse(List.of());
    }

    /** Completes with why, when the agent was in the room and is no more. Never fails. */
    CompletionStage<String> whenLeft() {
        return left.copy();
    }

    /** Leaves the room, or sees to it that it is not entered. Never fails. */
    CompletionStage<Done> leave() {
        left.complete("the job has ended");
        return room().map(Room::disconnect).orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
    }
}
