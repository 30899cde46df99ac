package dev.parley.worker.livekit;

import dev.parley.worker.job.JobPlace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the jobs of links find places: on this worker, or on any node of its cluster. Thread-safe; nothing blocks. */
public interface JobPool {
    /**
     * Takes a place where the load is least, a {@link dev.parley.worker.job.JobSlots.Reservation} of this worker or a {@link
     * RemotePlace}.
     *
     * @param hold how long it is held at least for a job that doesn't begin
     */
    Found place(String jobId, Duration hold);

    /** How busy the worker is that the next job would run on. */
    Load load();

    /** The jobs of a link that run on other nodes. */
    List<LinkedJob> elsewhere(String link);

    /** A place, if there is one. */
    sealed interface Found {
        /** Without asking anybody. */
        record Now(Optional<JobPlace> place) implements Found {}

        /** Once others have been asked; never fails. */
        record Later(CompletionStage<Optional<JobPlace>> place) implements Found {}
    }

    /**
     * How busy a worker is.
     *
     * @param cpu 0 to 1, of what the container may use
     * @param lag how late the actors' threads are
     * @param taken places that are held or used
     * @param capacity places there are
     */
    record Load(double cpu, Duration lag, int taken, int capacity) {}
}
