package dev.parley.worker.cluster.internal;

import java.util.List;
import java.util.Optional;

/**
 * What nodes tell each other to place calls. A node is named by its address, {@code host:port}.
 *
 * <p>Messages of one node to another arrive in their order or not at all; none arrives twice.
 */
public sealed interface PeerMessage extends ClusterMessage {

    /** Hands the message to its case. */
    void visit(Cases cases);

    /** The node that sent it. */
    String from();

    /**
     * Wants a place to be held for a call.
     *
     * @param holdMillis for how long, if not as long as the receiver holds places
     */
    record Reserve(String from, long ask, String callId, Optional<Long> holdMillis) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onReserve(this);
        }
    }

    /**
     * The answer to {@link Reserve}, with the load after it.
     *
     * @param number counts what this node tells of its load
     * @param callsVersion of the list of its calls; if there is a place, the call is in it
     */
    record Reserved(String from, long ask, Verdict verdict, long number, NodeLoad load, long callsVersion)
            implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onReserved(this);
        }
    }

    /** What became of a wish for a place. */
    enum Verdict {
        GRANTED,
        FULL,
        /** A call with this id runs there, or a place is held for it. */
        EXISTS
    }

    /** The place that was asked for is not wanted any more, whether it was granted or not. */
    record Release(String from, long ask) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onRelease(this);
        }
    }

    /**
     * How the node is doing.
     *
     * @param callsVersion of the list of its calls; who has an older one asks for it
     */
    record Report(String from, long number, NodeLoad load, long callsVersion) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onReport(this);
        }
    }

    /** Wants {@link RunningCalls}. */
    record CallsWanted(String from) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onCallsWanted(this);
        }
    }

    /**
     * All calls of a node.
     *
     * @param ids of those that run
     * @param held of those that have a place held and may never come
     */
    record RunningCalls(String from, long version, List<String> ids, List<String> held) implements PeerMessage {
        public RunningCalls {
            ids = List.copyOf(ids);
            held = List.copyOf(held);
        }

        @Override
        public void visit(Cases cases) {
            cases.onRunningCalls(this);
        }
    }

    /**
     * Asks whether a call may begin through the sender; answered by {@link Vote}, and closed by {@link Settled}.
     *
     * @param callsVersion of the list of the sender's calls, in which this one is not
     */
    record Propose(String from, long proposal, String callId, long callsVersion) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onPropose(this);
        }
    }

    /**
     * The answer to {@link Propose}.
     *
     * @param owner the node that has the call, as the sender knows; empty: the sender promises to let it begin through no other node
     *     until it is settled
     */
    record Vote(String from, long proposal, Optional<String> owner) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onVote(this);
        }
    }

    /**
     * What came of a proposal.
     *
     * @param place where the call is to run; empty if it does not begin
     */
    record Settled(String from, long proposal, String callId, Optional<JobRecord.Placed> place) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onSettled(this);
        }
    }

    /** Wants {@link Settled}, which may have been lost on its way; not answered while it isn't known. */
    record SettleWanted(String from, long proposal, String callId) implements PeerMessage {
        @Override
        public void visit(Cases cases) {
            cases.onSettleWanted(this);
        }
    }

    /** One handler per message. */
    interface Cases {
        void onReserve(Reserve message);

        void onReserved(Reserved message);

        void onRelease(Release message);

        void onReport(Report message);

        void onCallsWanted(CallsWanted message);

        void onRunningCalls(RunningCalls message);

        void onPropose(Propose message);

        void onVote(Vote message);

        void onSettled(Settled message);

        void onSettleWanted(SettleWanted message);
    }
}
