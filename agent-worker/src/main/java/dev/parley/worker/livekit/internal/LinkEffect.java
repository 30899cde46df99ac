package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.job.JobPlace;
import java.time.Duration;

/** What a link wants done, in this order. */
public sealed interface LinkEffect {

    /** Hands the effect to its case. */
    void visit(Cases cases);

    /** Opens a WebSocket, with a new token. */
    record Connect() implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.connect();
        }
    }

    /** Ends the WebSocket once what was sent is out; what it says from now on is of no interest. */
    record Disconnect() implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.disconnect();
        }
    }

    record Send(WorkerMessage message) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.send(message);
        }
    }

    record StartTimer(LinkTimer timer, Duration delay) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.startTimer(timer, delay);
        }
    }

    record CancelTimer(LinkTimer timer) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.cancelTimer(timer);
        }
    }

    /** Asks the request handler; answered by {@link LinkEvent.RequestAnswered}. */
    record AskHandler(long offer, Job job) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.askHandler(this);
        }
    }

    /** Gives a place back. */
    record Release(JobPlace place) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.release(place);
        }
    }

    /** Begins the job on the place that is held for it; answered by {@link LinkEvent.JobBegan} or {@link LinkEvent.JobRefused}. */
    record StartJob(JobAssignment assignment, JobPlace place) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.startJob(this);
        }
    }

    /** The server knows of the job's end, or can't be told now: its agent may leave the room. */
    record EndTold(String jobId) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.endTold(jobId);
        }
    }

    /** Ends a job that runs. */
    record EndJob(String jobId, String reason) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.endJob(this);
        }
    }

    /** Has a thread of this worker stand ready for a job that is about to be assigned. */
    record Prepare() implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.prepare();
        }
    }

    /** Takes a job that nobody offers its way, for the sake of the first real one. */
    record Rehearse() implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.rehearse();
        }
    }

    /** An offer was answered; for metrics. */
    record OfferSettled(long offer, Outcome outcome) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.offerSettled(this);
        }
    }

    /** What became of an offer. */
    enum Outcome {
        ACCEPTED,
        REJECTED,
        UNANSWERED,
        FULL,
        BUSY,
        DRAINING,
        DUPLICATE
    }

    /** Tells people. */
    record Report(Severity severity, String text) implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.report(this);
        }
    }

    /** How much it matters. */
    enum Severity {
        INFO,
        WARN,
        ERROR
    }

    /** The link is over. */
    record Finish() implements LinkEffect {
        @Override
        public void visit(Cases cases) {
            cases.finish();
        }
    }

    /** One handler per effect. */
    interface Cases {
        void connect();

        void disconnect();

        void send(WorkerMessage message);

        void startTimer(LinkTimer timer, Duration delay);

        void cancelTimer(LinkTimer timer);

        void askHandler(AskHandler effect);

        void release(JobPlace place);

        void startJob(StartJob effect);

        void endJob(EndJob effect);

        void endTold(String jobId);

        void offerSettled(OfferSettled effect);

        void prepare();

        void rehearse();

        void report(Report effect);

        void finish();
    }
}
