package dev.parley.worker.livekit;

import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import java.util.concurrent.CompletionStage;

/** A job of a LiveKit server as its link sees it, wherever it runs. Thread-safe; no method blocks. */
public interface LinkedJob {
    String id();

    /** Completes with why it ends, while its agent is still in the room. Never fails. */
    CompletionStage<JobEnd> whenLeaving();

    /** Asks for its end. */
    void end(String reason);

    /** The server knows of the end: the agent may leave the room. */
    void markEndTold();

    /** One that runs on this worker. */
    static LinkedJob of(Call call) {
        return new LinkedJob() {
            @Override
            public String id() {
                return call.id();
            }

            @Override
            public CompletionStage<JobEnd> whenLeaving() {
                return call.whenLeaving();
            }

            @Override
            public void end(String reason) {
                call.end(reason);
            }

            @Override
            public void markEndTold() {
                call.markEndTold();
            }
        };
    }
}
