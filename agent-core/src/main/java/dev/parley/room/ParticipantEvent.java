package dev.parley.room;

/** Somebody came or went. */
public sealed interface ParticipantEvent {

    Participant participant();

    /** Is in the room from now on, or was there already. */
    record Connected(Participant participant) implements ParticipantEvent {}

    /** Is in the room no more. */
    record Disconnected(Participant participant) implements ParticipantEvent {}
}
