package dev.parley.worker.http;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The nodes of a cluster, as the API of one of them needs them. A node is named by its address, {@code host:port}. Thread-safe; nothing blocks. */
public interface OtherNodes {

    /** The other node that runs this call, as far as this one has heard. */
    Optional<String> ownerOf(String callId);

    /** The node that this call ended with, if it was lost. */
    Optional<String> lostWith(String callId);

    /** Asks all others for a call. */
    CompletionStage<Whereabouts> search(String callId);

    /** Finds a place for a call, perhaps after some waiting; of those that ask for one call at once, by whatever node, one gets it. */
    CompletionStage<Place> place(String callId);

    /**
     * Has another node answer the request; a WebSocket's too. Fails with {@link NodeGoneException} if the node is lost meanwhile.
     *
     * @param ask the number of the place that is held for it there, as in {@link Place.There}
     */
    CompletionStage<HttpResponse> forward(String node, Optional<Long> ask, HttpRequest request);

    /** This node's address. */
    String self();

    /** Whether this node is a member that the others know. */
    boolean isUp();

    /** From now on this node answers what others forward. */
    void open(LocalDoor ownDoor);

    /** New calls run elsewhere from now on; those that run here are not touched. */
    void leave();

    /**
     * Completes when the LiveKit jobs that this node has taken and others run are over; what is left at the deadline is ended. Never
     * fails.
     */
    CompletionStage<Done> finishJobs(Duration deadline);

    /** All nodes, this one first. */
    List<NodeStatus> nodes();

    /** Completes when that node takes no more calls; fails with {@link IllegalArgumentException} if there is no such node. */
    CompletionStage<Done> drain(String node);

    /**
     * What the others know of a call.
     *
     * @param runsOn the node that runs it
     * @param lostWith the node that it ended with, if it was lost
     */
    record Whereabouts(Optional<String> runsOn, Optional<String> lostWith) {
        public static final Whereabouts UNKNOWN = new Whereabouts(Optional.empty(), Optional.empty());

        public Whereabouts or(Whereabouts other) {
            return new Whereabouts(runsOn.or(other::runsOn), lostWith.or(other::lostWith));
        }
    }

    /** Where a call may run. */
    sealed interface Place {

        /** On this node, on this place. */
        record Here(JobSlots.Reservation place) implements Place {}

        /** On that node, where a place is held for a few seconds under this number. */
        record There(String node, long ask) implements Place {}

        /** Nowhere. */
        record Nowhere(Assignment.Refused refused) implements Place {}
    }

    /**
     * How a node is doing.
     *
     * @param state {@code up}, {@code draining}, {@code busy}, {@code unreachable} or {@code joining}
     * @param taken places that are held or used
     * @param cpu 0 to 1
     * @param lagMillis how late its actors' threads are
     */
    record NodeStatus(String node, boolean self, String state, int capacity, int taken, double cpu, long lagMillis) {}
}
