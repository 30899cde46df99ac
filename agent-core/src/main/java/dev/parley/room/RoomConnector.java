package dev.parley.room;

import akka.actor.typed.ActorSystem;
import java.util.concurrent.CompletionStage;

/**
 * Joins rooms; found by {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface RoomConnector {

    /** For people and logs, such as {@code livekit}. */
    String name();

    /** Loads what joining needs, in the background, so that the first room is joined as quickly as the next. Needn't be called. */
    default void prepare(ActorSystem<?> system) {}

    /**
     * Joins a room. Completes once the agent is in it; fails with a text for people, and leaves nothing behind then.
     *
     * @param subscribe which tracks of others the agent receives
     * @param system runs the room's streams
     */
    CompletionStage<Room> connect(RoomAddress address, AutoSubscribe subscribe, ActorSystem<?> system);
}
