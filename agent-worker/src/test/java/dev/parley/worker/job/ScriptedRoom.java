package dev.parley.worker.job;

import akka.Done;
import akka.actor.typed.ActorSystem;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantEvent;
import dev.parley.room.Room;
import dev.parley.room.RoomAddress;
import dev.parley.room.RoomConnector;
import dev.parley.session.AgentSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A room in memory, and the connector that joins it. */
public final class ScriptedRoom implements Room, RoomConnector {
    private final List<Consumer<? super ParticipantEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<Participant> present = new ArrayList<>();
    private final CompletableFuture<String> disconnected = new CompletableFuture<>();
    public final List<AgentSession> carried = new CopyOnWriteArrayList<>();
    public final List<RoomAddress> connects = new CopyOnWriteArrayList<>();
    public final List<AutoSubscribe> subscriptions = new CopyOnWriteArrayList<>();
    public final CompletableFuture<Room> door = new CompletableFuture<>();
    public volatile Optional<RuntimeException> refusal = Optional.empty();

    /** One that lets everybody in at once. */
    public static ScriptedRoom open() {
        ScriptedRoom room = new ScriptedRoom();
        room.door.complete(room);
        return room;
    }

    public static Participant participant(String identity, Participant.Kind kind) {
        return new Attendee(identity, "", kind, Map.of());
    }

    public synchronized void enter(Participant participant) {
        present.add(participant);
        listeners.forEach(listener -> listener.accept(new ParticipantEvent.Connected(participant)));
    }

    public synchronized void leave(Participant participant) {
        present.remove(participant);
        listeners.forEach(listener -> listener.accept(new ParticipantEvent.Disconnected(participant)));
    }

    /** The server ends the connection. */
    public void drop(String why) {
        disconnected.complete(why);
    }

    public int listeners() {
        return listeners.size();
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public CompletionStage<Room> connect(RoomAddress address, AutoSubscribe subscribe, ActorSystem<?> system) {
        connects.add(address);
        subscriptions.add(subscribe);
        return refusal.<CompletionStage<Room>>map(CompletableFuture::failedFuture)
                .orElse(door);
    }

    @Override
    public Participant localParticipant() {
        return participant("agent", Participant.Kind.AGENT);
    }

    @Override
    public synchronized List<Participant> remoteParticipants() {
        return List.copyOf(present);
    }

    @Override
    public synchronized Subscription onParticipant(Consumer<? super ParticipantEvent> listener) {
        present.forEach(participant -> listener.accept(new ParticipantEvent.Connected(participant)));
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Somebody listens at once. */
    @Override
    public CompletionStage<Done> carry(AgentSession session) {
        carried.add(session);
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> disconnect() {
        disconnected.complete("the agent has left");
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<String> whenDisconnected() {
        return disconnected.copy();
    }
}
