package dev.parley.worker.cluster.internal;

import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the placement wants done, in this order. */
public sealed interface PlacementEffect {

    /** Hands the effect to its case. */
    void visit(Cases cases);

    record Send(String node, PeerMessage message) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.send(this);
        }
    }

    /**
     * Takes a place of this node, if it has one; answered by {@link PlacementEvent.PlaceTaken} before any other event.
     *
     * @param forWhom another node's wish; empty for a call that waits here
     */
    record TakePlace(Optional<AskKey> forWhom, String callId) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.takePlace(this);
        }
    }

    /** Gives a place back. */
    record GiveBack(JobSlots.Reservation place) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.giveBack(place);
        }
    }

    /** The answer to {@link PlacementEvent.Wanted}; exactly one for each. */
    record Answer(long request, Outcome outcome) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.answer(this);
        }
    }

    /** Where a call may run. */
    sealed interface Outcome {

        /** On this node, on this place. */
        record Here(JobSlots.Reservation place) implements Outcome {}

        /** On that node, where a place is held under this number. */
        record There(String node, long ask) implements Outcome {}

        /** Nowhere. */
        record Nowhere(Assignment.Why why, String detail) implements Outcome {}
    }

    /** The answer to {@link PlacementEvent.Claimed}: the place, or nothing if it is not held any more. */
    record HandOver(long ticket, Optional<PlacementState.Hold> hold) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.handOver(this);
        }
    }

    record StartTimer(PlacementTimer timer, Duration delay) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.startTimer(timer, delay);
        }
    }

    record CancelTimer(PlacementTimer timer) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.cancelTimer(timer);
        }
    }

    /** A node is gone and these calls with it. */
    record Lost(String node, List<String> calls) implements PlacementEffect {
        public Lost {
            calls = List.copyOf(calls);
        }

        @Override
        public void visit(Cases cases) {
            cases.lost(this);
        }
    }

    /** A call runs here and on a node whose address comes first; that one stays. */
    record EndDoubled(String callId, String node) implements PlacementEffect {
        @Override
        public void visit(Cases cases) {
            cases.endDoubled(this);
        }
    }

    /** One handler per effect. */
    interface Cases {
        void send(Send effect);

        void takePlace(TakePlace effect);

        void giveBack(JobSlots.Reservation place);

        void answer(Answer effect);

        void handOver(HandOver effect);

        void startTimer(PlacementTimer timer, Duration delay);

        void cancelTimer(PlacementTimer timer);

        void lost(Lost effect);

        void endDoubled(EndDoubled effect);
    }
}
