package dev.parley.realtime.livekit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.realtime.livekit.media.SharedEngine;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.Room;
import dev.parley.room.RoomAddress;
import dev.parley.room.RoomConnector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Joins LiveKit rooms with the {@linkplain RoomOptions#standard standard options}; found by {@link java.util.ServiceLoader}. */
public final class LivekitConnector implements RoomConnector {

    /** For the service loader. */
    public LivekitConnector() {}

    @Override
    public String name() {
        return "livekit";
    }

    @Override
    public void prepare(ActorSystem<?> system) {
        system.dispatchers().lookup(DispatcherSelector.blocking()).execute(() -> SharedEngine.prepare(system));
    }

    @Override
    public CompletionStage<Room> connect(RoomAddress address, AutoSubscribe subscribe, ActorSystem<?> system) {
        LiveKitUrl server;
        try {
            server = LiveKitUrl.of(address.url());
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.failedStage(malformed);
        }
        RoomOptions options = RoomOptions.standard().withAutoSubscribe(subscribe);
        return LivekitRoom.connect(server, address.token(), options, system).thenApply(room -> room);
    }
}
