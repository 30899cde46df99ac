package dev.parley.room;

import akka.Done;
import dev.parley.session.AgentSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A room that the agent has joined. Thread-safe; no method blocks. */
public interface Room {

    String name();

    /** The agent itself, as the others see it. */
    Participant localParticipant();

    /** Who else is there. */
    List<Participant> remoteParticipants();

    /**
     * Tells who is there already, then who comes and goes, until the room is left. Called by one thread at a time; must not block.
     */
    Subscription onParticipant(Consumer<? super ParticipantEvent> listener);

    /**
     * Makes this room a session's ears and mouth, until either ends: the session hears the first person who comes and reads
     * what that one types, and everybody hears the session and is shown what is said. When the person leaves for good, the
     * session is closed. Once per room, before the session starts.
     *
     * @return completes when somebody can hear the session; fails when the room is left before
     */
    CompletionStage<Done> carry(AgentSession session);

    /**
     * Presses keys towards the telephones in the room (DTMF), one after the other.
     *
     * @param keys 0 to 9, *, #, A to D
     * @return completes when the last was sent; fails if a key is none, and then none is pressed, or if the room has no phones
     */
    default CompletionStage<Done> sendDtmf(String keys) {
        return CompletableFuture.failedStage(new UnsupportedOperationException(
                "room " + name() + ": no telephone keys (expected: a room that can be called by telephone)"));
    }

    /** Tells which keys are pressed on telephones, until the room is left. Called by one thread at a time; must not block. */
    default Subscription onDtmf(Consumer<? super PhoneKey> listener) {
        return () -> {};
    }

    /** Leaves; idempotent. Completes when nothing of the connection is left, and never fails. */
    CompletionStage<Done> disconnect();

    /** Completes with why, when the agent is in the room no more, for whatever reason. Never fails. */
    CompletionStage<String> whenDisconnected();

    /** A listener's registration. */
    @FunctionalInterface
    interface Subscription {
        /** No further events; idempotent. */
        void cancel();
    }
}
