package dev.parley.worker;

/** What runs for each call. One object serves all calls, at once. */
@FunctionalInterface
public interface EntryPoint {

    /**
     * Prepares the call and starts its session with {@link JobContext#start}; may return then: the call goes on until
     * its session ends. Runs on a thread of its own, on which it may block; it is interrupted when the call ends. A
     * throw ends this call, with its message as the reason, and no other.
     */
    void run(JobContext job) throws Exception;
}
