package dev.parley.worker.livekit;

import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.room.Participant;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.RoomJob;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Caller;
import dev.parley.worker.job.RoomLine;
import dev.parley.worker.livekit.internal.JobMessages;
import java.util.Optional;

/** Makes a call of what a server has assigned. */
public final class AssignedCall {
    private AssignedCall() {}

    /**
     * The assignment's own address wins over the link's; servers leave it out mostly.
     *
     * @param link name of the link that it came by
     * @param server that the link is to
     * @throws IllegalArgumentException if the job's id breaks the rule for calls' ids
     */
    public static CallRequest of(JobAssignment assignment, String link, LiveKitUrl server, LiveKitApi api) {
        LiveKitJob job = JobMessages.read(assignment.getJob());
        String url = assignment.getUrl().isEmpty() ? server.toString() : assignment.getUrl();
        Participant caller = job.participant().orElse(Caller.by("livekit"));
        String metadata = job.metadata().isEmpty() ? "{}" : job.metadata();
        RoomLine line = new RoomLine(link, new RoomJob(job, url, assignment.getToken()), api);
        return new CallRequest(job.id(), metadata, caller, Optional.of(line));
    }
}
