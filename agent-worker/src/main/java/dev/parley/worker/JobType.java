package dev.parley.worker;

/** What a LiveKit server gives a worker a job for. */
public enum JobType {
    /** Each room. */
    ROOM,
    /** Each participant that publishes. */
    PUBLISHER,
    /** Each participant. */
    PARTICIPANT
}
