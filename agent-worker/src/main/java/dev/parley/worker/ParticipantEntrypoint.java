package dev.parley.worker;

import dev.parley.room.Participant;

/** What runs for each participant of a job's room. */
@FunctionalInterface
public interface ParticipantEntrypoint {

    /** Runs on a thread of its own, on which it may block; it is interrupted when the job ends. A throw is logged. */
    void run(JobContext job, Participant participant) throws Exception;
}
