package dev.parley.worker.cluster.internal;

import akka.actor.typed.ActorRef;
import dev.parley.worker.job.JobEnd;

/**
 * What the nodes of a LiveKit job tell each other: the one with the link to its server, and the one that runs it. What must arrive is
 * told again until it is answered.
 */
public sealed interface JobMessage extends ClusterMessage {

    /**
     * Begins a job on a place that is held for it; answered by {@link JobBegan} or {@link JobRefused}.
     *
     * @param from the node with the link
     * @param ask the number of the place
     * @param link name of the link on that node
     * @param server that the link is to, in its {@code ws} form
     * @param assignment LiveKit's {@code JobAssignment}, in base64
     */
    record RunJob(String from, long ask, String link, String server, String assignment, ActorRef<JobMessage> replyTo)
            implements JobMessage {
        /** The assignment has a token and people's names. */
        @Override
        public String toString() {
            return "RunJob[from=" + from + ", ask=" + ask + ", link=" + link + ", server=" + server + "]";
        }
    }

    /** It has begun; told again until {@link FollowJob}. */
    record JobBegan(ActorRef<JobMessage> job) implements JobMessage {}

    /** It did not begin and will not. */
    record JobRefused(String why) implements JobMessage {}

    /** Its link has heard that it began, and cares for it from now on. */
    record FollowJob(String jobId) implements JobMessage {}

    /** It ends; its agent is in the room until {@link EndTold}, or for some seconds. Told again until then. */
    record JobLeaving(JobEnd.Kind kind, String reason) implements JobMessage {}

    /** The server wants it to end, or its link does. */
    record EndJob(String reason) implements JobMessage {}

    /** The server knows of its end. */
    record EndTold(String jobId) implements JobMessage {}
}
