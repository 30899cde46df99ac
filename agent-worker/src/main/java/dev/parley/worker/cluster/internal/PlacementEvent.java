package dev.parley.worker.cluster.internal;

import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** All that can happen to a node's placement. What is late or no longer of interest is ignored, never an error. */
public sealed interface PlacementEvent {

    /** Hands the event to its case. */
    void visit(Cases cases);

    /**
     * A call wants a place; answered by {@link PlacementEffect.Answer}.
     *
     * @param hold how long another node is to hold its place, if not as long as usual
     */
    record Wanted(long request, String callId, Optional<Duration> hold) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onWanted(this);
        }
    }

    /**
     * The answer to {@link PlacementEffect.TakePlace}, before anything else happens.
     *
     * @param forWhom as it was asked
     * @param callId the call that {@code forWhom} asked for; empty for this node's own
     * @param place empty if there is none
     * @param load with the place
     */
    record PlaceTaken(Optional<AskKey> forWhom, String callId, Optional<JobSlots.Reservation> place, NodeLoad load)
            implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onPlaceTaken(this);
        }
    }

    /** The call that a place is held for is here; answered by {@link PlacementEffect.HandOver} with this ticket. */
    record Claimed(AskKey hold, long ticket) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onClaimed(this);
        }
    }

    /** The load of this node, whether it has changed or not. */
    record LoadSampled(NodeLoad load) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onLoadSampled(load);
        }
    }

    /** The calls that run on this node. */
    record CallsSampled(Set<String> ids) implements PlacementEvent {
        public CallsSampled {
            ids = Set.copyOf(ids);
        }

        @Override
        public void visit(Cases cases) {
            cases.onCallsSampled(ids);
        }
    }

    /** This node is to take no more calls. */
    record DrainAsked() implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onDrainAsked();
        }
    }

    /** Another node is part of the cluster. */
    record PeerFound(String node) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onPeerFound(node);
        }
    }

    /** A node is no part of the cluster any more, and never will be again under this life of its process. */
    record PeerLost(String node) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onPeerLost(node);
        }
    }

    /** The nodes that the cluster knows; some may not be found yet. */
    record MembersChanged(Members members) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onMembersChanged(members);
        }
    }

    /** What fed the placement has failed and begun anew, with the state as it was: its timers and who waited for answers are gone. */
    record Restarted() implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onRestarted();
        }
    }

    /** A node answers the cluster's heartbeats, or has ceased to. */
    record Reachability(String node, boolean reachable) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onReachability(this);
        }
    }

    /** A message of another node. */
    record Heard(PeerMessage message) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onHeard(message);
        }
    }

    /** A timer is over. */
    record Due(PlacementTimer timer) implements PlacementEvent {
        @Override
        public void visit(Cases cases) {
            cases.onDue(timer);
        }
    }

    /** One handler per event. */
    interface Cases {
        void onWanted(Wanted event);

        void onPlaceTaken(PlaceTaken event);

        void onClaimed(Claimed event);

        void onLoadSampled(NodeLoad load);

        void onCallsSampled(Set<String> ids);

        void onDrainAsked();

        void onPeerFound(String node);

        void onPeerLost(String node);

        void onMembersChanged(Members members);

        void onRestarted();

        void onReachability(Reachability event);

        void onHeard(PeerMessage message);

        void onDue(PlacementTimer timer);
    }
}
