package dev.parley.worker;

/**
 * A LiveKit server asks whether this worker takes a job; a place is held for it meanwhile. Answered once: what comes after the
 * first answer is refused by {@link IllegalStateException}. Thread-safe.
 */
public interface JobRequest {

    /** The job's id. */
    default String id() {
        return job().id();
    }

    /** What the job is about. */
    LiveKitJob job();

    /** Takes the job, under the identity {@code agent-<job id>}. */
    default void accept() {
        accept(JobAcceptArguments.standard());
    }

    /** Takes the job and joins its room like this. */
    void accept(JobAcceptArguments arguments);

    /** Leaves the job to another worker; the server drops it if there is none. */
    void reject();

    /** Ends the job: no other worker is asked. LiveKit Agents' {@code reject(terminate=True)}. */
    void rejectAndTerminate();
}
