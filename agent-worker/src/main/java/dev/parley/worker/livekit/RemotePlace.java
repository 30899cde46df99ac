package dev.parley.worker.livekit;

import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.worker.job.JobPlace;
import java.util.concurrent.CompletionStage;

/** A place on another node. Thread-safe; nothing blocks. */
public interface RemotePlace extends JobPlace {
    /**
     * Begins the job on this place, which is used up by it. Completes when the job has begun; fails with {@link
     * IllegalStateException}, whose text is for people, if it has not and will not.
     *
     * @param link name of the link that the job came by
     * @param server that the job is of
     */
    CompletionStage<LinkedJob> begin(String link, LiveKitUrl server, JobAssignment assignment);
}
