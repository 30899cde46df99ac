package dev.parley.worker.cluster.internal;

import java.util.Optional;
import java.util.Set;

/**
 * One node's part in placing calls over the cluster, as decisions only: one event leads to a new state and to effects.
 *
 * <pre>
 * a call of this node     wanted → waiting ⇄ asked (a node for a place) → answered: here, there, nowhere
 * a place for another's   asked for → held → claimed, or given back: released, not claimed in time, its node lost
 * another node            found → told and telling → lost; unreachable or shut nodes are asked for nothing
 * </pre>
 *
 * <p>Design notes. The load board is an opinion, the places of a node are the truth: what a node believes of another only chooses whom
 * it asks, and the one that is asked takes a place or refuses. So capacity holds whatever is late or lost. A place is held twice over:
 * first for the wish, until the call itself arrives with the wish's number and claims it; whatever goes wrong between, the place comes
 * back by itself. A call has one wish at a time and is sent to one node only, so that it can't run twice; two nodes that are asked for
 * the same id at the same moment may both begin, then the one whose address comes later ends its own.
 */
public final class PlacementMachine {
    private final PlacementSettings settings;

    /** A machine for one node. */
    public PlacementMachine(PlacementSettings settings) {
        this.settings = settings;
    }

    /** What this event leads to. */
    public PlacementStep step(PlacementState state, PlacementEvent event) {
        PlacementDraft draft = new PlacementDraft(settings, state);
        event.visit(new Decision(draft));
        return draft.finish();
    }

    private static final class Decision implements PlacementEvent.Cases, PeerMessage.Cases {
        private final PlacementDraft draft;
        private final LoadBoard board;
        private final WaitingLine line;
        private final HoldDesk holds;

        Decision(PlacementDraft draft) {
            this.draft = draft;
            this.board = new LoadBoard(draft);
            this.line = new WaitingLine(draft, board);
            this.holds = new HoldDesk(draft);
        }

        @Override
        public void onWanted(PlacementEvent.Wanted event) {
            line.join(event);
        }

        @Override
        public void onPlaceTaken(PlacementEvent.PlaceTaken event) {
            Optional<HoldKey> key = event.forWhom();
            if (key.isPresent()) {
                board.sampled(event.load());
                holds.placeTaken(key.get(), event.callId(), event.place());
            } else {
                line.placeTaken(event.place(), event.load());
            }
        }

        @Override
        public void onClaimed(PlacementEvent.Claimed event) {
            holds.claimed(event.hold(), event.ticket());
        }

        @Override
        public void onLoadSampled(NodeLoad load) {
            board.sampled(load);
            line.serve();
        }

        @Override
        public void onCallsSampled(Set<String> ids) {
            board.callsSampled(ids);
        }

        @Override
        public void onDrainAsked() {
            board.sampled(draft.load.drained());
            line.serve();
        }

        @Override
        public void onPeerFound(String node) {
            board.found(node);
        }

        @Override
        public void onPeerLost(String node) {
            draft.peer(node).ifPresent(peer -> {
                board.lost(node, peer);
                holds.peerLost(node);
                line.peerLost(node);
            });
        }

        @Override
        public void onReachability(PlacementEvent.Reachability event) {
            draft.peer(event.node())
                    .ifPresent(peer -> draft.peers.put(event.node(), peer.reachable(event.reachable())));
            line.serve();
        }

        @Override
        public void onHeard(PeerMessage message) {
            message.visit(this);
        }

        @Override
        public void onReserve(PeerMessage.Reserve message) {
            holds.heard(message);
        }

        @Override
        public void onReserved(PeerMessage.Reserved message) {
            line.heard(message);
        }

        @Override
        public void onRelease(PeerMessage.Release message) {
            holds.giveBack(new HoldKey(message.from(), message.ask()));
            line.serve();
        }

        @Override
        public void onReport(PeerMessage.Report message) {
            board.heard(message);
            line.serve();
        }

        @Override
        public void onCallsWanted(PeerMessage.CallsWanted message) {
            board.wanted(message.from());
        }

        @Override
        public void onRunningCalls(PeerMessage.RunningCalls message) {
            board.heard(message);
        }

        @Override
        public void onDue(PlacementTimer timer) {
            switch (timer.kind()) {
                case REPORT -> board.reportDue();
                case REQUEST -> line.requestOverdue(timer.number());
                case ASK -> line.askOverdue(timer.number());
                case HOLD -> timer.hold().ifPresent(holds::giveBack);
            }
        }
    }
}
