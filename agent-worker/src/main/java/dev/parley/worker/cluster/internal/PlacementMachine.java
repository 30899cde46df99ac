package dev.parley.worker.cluster.internal;

import java.util.Optional;
import java.util.Set;

/**
 * One node's part in placing calls over the cluster, as decisions only: one event leads to a new state and to effects.
 *
 * <pre>
 * a call of this node     wanted → proposed → waiting ⇄ asked (a node for a place) → answered: here, there, nowhere
 * a call of another's     proposed: promised → settled: placed → listed by the node that runs it; or not begun
 * a place for another's   asked for → held → claimed, or given back: released, not claimed in time, its node lost
 * another node            found → told and telling → lost; unreachable or shut nodes are asked for nothing
 * </pre>
 *
 * What nodes A, B and C say for a call {@code c} that comes in at A and runs on B ({@link PeerMessage}):
 *
 * <pre>
 * A to B, C   Propose c: may it begin through me?       Proposals
 * B, C to A   Vote: promised. With A that is more than half, so it may begin.      Promises
 * A to B      Reserve a place for c, as B is the least loaded       WaitingLine, LoadBoard
 * B to A      Reserved: GRANTED       HoldDesk
 * A to B, C   Settled: c is placed on B, the promises have done their work
 * A to B      the call itself, outside of the machine; it claims the place
 * B to A, C   RunningCalls, with c: from now on B's list tells of it       LoadBoard
 * </pre>
 *
 * <p>Design notes. The load board is an opinion, the places of a node are the truth: what a node believes of another only chooses whom
 * it asks, and the one that is asked takes a place or refuses. So capacity holds whatever is late or lost. A place is held twice over:
 * first for the wish, until the call itself arrives with the wish's number and claims it; whatever goes wrong between, the place comes
 * back by itself. A call has one wish at a time and is sent to one node only.
 *
 * <p>That a call begins once is decided before a place is looked for: by the promises of more than half of the cluster's nodes, each of
 * which promises a call to one node at a time and forgets that only when it knows what came of it. Any two such majorities share a node,
 * while nodes come and go too ({@link Members#isMajority}), so two nodes can't both be promised; whoever is cut off with the fewer is
 * promised nothing. Every reachable node is waited for, since it
 * knows best what it runs, but for those that are silent for too long. Where two ask at once, the one with the higher address gives
 * way. Calls that were begun while nodes had not yet found each other may be doubled all the same; then the one whose address comes later
 * ends its own.
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
        private final Proposals proposals;
        private final Promises promises;
        private final WaitingLine line;
        private final HoldDesk holds;

        Decision(PlacementDraft draft) {
            this.draft = draft;
            this.board = new LoadBoard(draft);
            this.proposals = new Proposals(draft);
            this.promises = new Promises(draft);
            this.line = new WaitingLine(draft, board, proposals);
            this.holds = new HoldDesk(draft);
        }

        @Override
        public void onWanted(PlacementEvent.Wanted event) {
            line.join(event);
        }

        @Override
        public void onPlaceTaken(PlacementEvent.PlaceTaken event) {
            Optional<AskKey> key = event.forWhom();
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
                board.lost(node, peer, promises.peerLost(node));
                holds.peerLost(node);
                proposals.peerLost(node);
                line.peerLost(node);
            });
        }

        @Override
        public void onMembersChanged(Members members) {
            promises.membersChanged(members).forEach(board::lost);
            draft.members = members;
            proposals.membersChanged();
            line.serve();
        }

        @Override
        public void onRestarted() {
            line.forgetAll();
            holds.giveAllBack();
            promises.askForAll();
            board.reportDue();
        }

        @Override
        public void onReachability(PlacementEvent.Reachability event) {
            draft.peer(event.node())
                    .ifPresent(peer -> draft.peers.put(event.node(), peer.reachable(event.reachable())));
            if (!event.reachable()) {
                proposals.unreachable(event.node());
            }
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
            holds.giveBack(new AskKey(message.from(), message.ask()));
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
            promises.listed(message.from(), message.version());
        }

        @Override
        public void onPropose(PeerMessage.Propose message) {
            promises.heard(message);
        }

        @Override
        public void onVote(PeerMessage.Vote message) {
            proposals.heard(message);
            line.serve();
        }

        @Override
        public void onSettled(PeerMessage.Settled message) {
            promises.heard(message);
        }

        @Override
        public void onSettleWanted(PeerMessage.SettleWanted message) {
            promises.heard(message);
        }

        @Override
        public void onDue(PlacementTimer timer) {
            switch (timer.kind()) {
                case REPORT -> board.reportDue();
                case REQUEST -> line.requestOverdue(timer.number());
                case ASK -> line.askOverdue(timer.number());
                case HOLD -> timer.asked().ifPresent(holds::giveBack);
                case POLL -> {
                    proposals.overdue(timer.number());
                    line.serve();
                }
                case PROMISE -> timer.asked().ifPresent(promises::overdue);
            }
        }
    }
}
