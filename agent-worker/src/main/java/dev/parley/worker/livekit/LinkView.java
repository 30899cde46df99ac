package dev.parley.worker.livekit;

import dev.parley.livekit.LiveKitUrl;

/** The state of a link for those outside of its actor. Thread-safe. */
public final class LinkView {
    private volatile LinkStatus status;

    /** The view of a link that has not begun. */
    public LinkView(LiveKitUrl server) {
        status = new LinkStatus(server, "", "not connected yet");
    }

    public LinkStatus status() {
        return status;
    }

    void update(String workerId, String problem) {
        if (!status.workerId().equals(workerId) || !status.problem().equals(problem)) {
            status = new LinkStatus(status.server(), workerId, problem);
        }
    }
}
