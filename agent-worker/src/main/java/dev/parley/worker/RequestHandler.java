package dev.parley.worker;

/** Decides which jobs a worker takes. One object decides all, at once. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Answers the request before it returns. Runs on a thread of its own, on which it may block; the server doesn't wait for long,
     * so after {@code parley.worker.livekit.request-timeout} the answer is no. A throw or no answer is a no too, with a warning.
     */
    void handle(JobRequest request) throws Exception;

    /** Takes every job; always the same object. */
    static RequestHandler acceptAll() {
        return AcceptAll.ALL;
    }
}
