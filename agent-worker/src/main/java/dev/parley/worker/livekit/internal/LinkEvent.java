package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.worker.job.JobPlace;
import java.util.Optional;

/** All that can happen to a link. What is late or no longer of interest is ignored, never an error. */
public sealed interface LinkEvent {

    /** Hands the event to its case. */
    void visit(Cases cases);

    record Begun() implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onBegun();
        }
    }

    record SocketOpened() implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onSocketOpened();
        }
    }

    /**
     * The socket could not be opened, was closed or failed.
     *
     * @param why for people, with what to do next if that is known
     */
    record SocketLost(String why, Outlook outlook) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onSocketLost(this);
        }
    }

    /** Whether trying again soon makes sense. */
    enum Outlook {
        /** It may be over in a moment. */
        PASSING,
        /** Nothing will change until a human acts. */
        LASTING
    }

    /** A message of the server other than an offer. */
    record Received(ServerMessage message) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onReceived(message);
        }
    }

    /**
     * The server offers a job.
     *
     * @param place held for it; empty if there was none
     */
    record Offered(Job job, Optional<JobPlace> place, Workload workload) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onOffered(this);
        }
    }

    /** The request handler has answered, or will not. */
    record RequestAnswered(long offer, OfferAnswer answer) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onRequestAnswered(this);
        }
    }

    /** The job's entry point is about to run. */
    record JobBegan(String jobId) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onJobBegan(jobId);
        }
    }

    /** The worker could not begin an assigned job. */
    record JobRefused(String jobId, String why) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onJobRefused(this);
        }
    }

    /** A job of this link runs since before the link was started anew. */
    record JobAdopted(String jobId) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onJobAdopted(jobId);
        }
    }

    /**
     * The job is over; its agent leaves the room next.
     *
     * @param failure why it failed; empty if it didn't
     */
    record JobEnded(String jobId, Optional<String> failure) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onJobEnded(this);
        }
    }

    record StatusDue(Workload workload) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onStatusDue(workload);
        }
    }

    /**
     * The server is to be pinged.
     *
     * @param millis of the epoch
     */
    record PingDue(long millis) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onPingDue(millis);
        }
    }

    /** Any other timer. */
    record Due(LinkTimer timer) implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onDue(timer);
        }
    }

    /** No further jobs; those that run go on. */
    record DrainAsked() implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onDrainAsked();
        }
    }

    /** The link is to end. */
    record CloseAsked() implements LinkEvent {
        @Override
        public void visit(Cases cases) {
            cases.onCloseAsked();
        }
    }

    /** One handler per event. */
    interface Cases {
        void onBegun();

        void onSocketOpened();

        void onSocketLost(SocketLost event);

        void onReceived(ServerMessage message);

        void onOffered(Offered event);

        void onRequestAnswered(RequestAnswered event);

        void onJobBegan(String jobId);

        void onJobRefused(JobRefused event);

        void onJobAdopted(String jobId);

        void onJobEnded(JobEnded event);

        void onStatusDue(Workload workload);

        void onPingDue(long millis);

        void onDue(LinkTimer timer);

        void onDrainAsked();

        void onCloseAsked();
    }
}
