package dev.parley.worker.job;

/** A place that is held for a job, on this worker or on another node of its cluster. Thread-safe; nothing blocks. */
public interface JobPlace {
    /** Gives the place back; only the first call does. */
    void release();
}
