package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.UpdateJobStatus;
import dev.parley.worker.job.JobPlace;
import java.util.List;
import java.util.Map;

/**
 * All that a link knows. Immutable.
 *
 * @param failures attempts that failed since a registration held
 * @param attempts to connect so far
 * @param problem why there is no registration; empty while there is one
 * @param unansweredPings since the server's last word
 * @param pings that have no pong yet, oldest first: the job whose end was told just before, or empty
 * @param warmUps pings that are still to be sent for their own sake
 * @param statusSoon whether the load is about to be told because of a change
 * @param offers that this connection made and that are not settled, by their job's id
 * @param jobs that were assigned and are not over, by id
 * @param unsent ends of jobs that the server has not been told of, oldest first
 */
public record LinkState(
        LinkPhase phase,
        Intake intake,
        int failures,
        long attempts,
        String workerId,
        String problem,
        int unansweredPings,
        List<String> pings,
        int warmUps,
        long lastOffer,
        boolean statusSoon,
        Map<String, Offer> offers,
        Map<String, AssignedJob> jobs,
        List<UpdateJobStatus> unsent,
        Workload workload) {

    /** Copies the collections. */
    public LinkState {
        offers = Map.copyOf(offers);
        jobs = Map.copyOf(jobs);
        unsent = List.copyOf(unsent);
        pings = List.copyOf(pings);
    }

    /**
     * A link that has not begun.
     *
     * @param warmUps round trips to the server once it is registered for the first time, before the first offer
     */
    public static LinkState initial(Workload workload, int warmUps) {
        return new LinkState(
                LinkPhase.WAITING,
                Intake.OPEN,
                0,
                0,
                "",
                "not connected yet",
                0,
                List.of(),
                warmUps,
                0,
                false,
                Map.of(),
                Map.of(),
                List.of(),
                workload);
    }

    /** Whether offers are taken. */
    public enum Intake {
        OPEN,
        DRAINING
    }

    /** An offer that holds a place. */
    record Offer(long number, Job job, JobPlace place, Offer.Stage stage) {
        enum Stage {
            /** The request handler is thinking. */
            ASKED,
            /** The server has been told yes and is to assign the job. */
            ACCEPTED
        }
    }

    /** A job of this worker; its place is its own once it runs. */
    record AssignedJob(AssignedJob.Stage stage, List<JobPlace> held) {
        AssignedJob {
            held = List.copyOf(held);
        }

        enum Stage {
            STARTING,
            /** Is to end as soon as it has begun. */
            DOOMED,
            RUNNING
        }
    }
}
