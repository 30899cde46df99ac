package dev.parley.worker.livekit;

import dev.parley.livekit.LiveKitUrl;

/**
 * How the link to one server is doing.
 *
 * @param workerId what the server calls this worker; empty while not registered
 * @param problem why it isn't registered; empty while it is
 */
public record LinkStatus(LiveKitUrl server, String workerId, String problem) {

    /** Whether the server offers jobs to this worker. */
    public boolean isRegistered() {
        return problem.isEmpty();
    }
}
