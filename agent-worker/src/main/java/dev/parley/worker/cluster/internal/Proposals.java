package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.PlacementState.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Asks the other nodes whether a call may begin through this one: it may once more than half of all have promised to let it begin through
 * no other. The other side of {@link Promises}.
 */
final class Proposals {
    private final PlacementDraft draft;

    Proposals(PlacementDraft draft) {
        this.draft = draft;
    }

    /** Opens the poll of a request that is new. */
    void propose(long request, PlacementEvent.Wanted event) {
        Set<String> asked = reachable();
        Request opened = new Request(
                event.callId(), event.hold(), ++draft.lastAsk, Optional.of(Poll.of(asked)), Optional.empty());
        draft.requests.put(request, opened);
        ask(opened, asked);
        conclude(request, opened);
        waitIfOpen(request);
    }

    /** For a node that isn't let in yet: none, since what they promise to its name may be meant for one that bore it before. */
    private Set<String> reachable() {
        Set<String> nodes = new HashSet<>();
        if (!draft.members.isEmpty() && !draft.isIn()) {
            return nodes;
        }
        draft.peers.forEach((node, peer) -> {
            if (peer.reachable()) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    private void ask(Request request, Set<String> nodes) {
        nodes.stream()
                .sorted()
                .forEach(node -> draft.send(
                        node,
                        new PeerMessage.Propose(
                                draft.settings.self(), request.proposal(), request.callId(), draft.callsVersion)));
    }

    /** That a node has the call itself is final; what it knows of another is weighed when that one has answered too. */
    void heard(PeerMessage.Vote vote) {
        polling(vote.proposal()).ifPresent(found -> {
            Request request = found.getValue();
            Poll poll = request.poll().orElseThrow();
            if (vote.owner().isEmpty()) {
                update(found.getKey(), request, poll.promisedBy(vote.from()));
            } else if (vote.owner().get().equals(vote.from())) {
                draft.answerExists(found.getKey(), request.callId());
            } else {
                update(
                        found.getKey(),
                        request,
                        poll.toldBy(vote.from(), vote.owner().get()));
            }
        });
    }

    /** Those that kept silent are waited for no longer; if they are needed, they are asked once more. */
    void overdue(long proposal) {
        polling(proposal).ifPresent(late -> {
            long request = late.getKey();
            update(
                    request,
                    late.getValue(),
                    late.getValue().poll().orElseThrow().again(Set.of()));
            open(request).ifPresent(open -> askAgain(request, open));
            waitIfOpen(request);
        });
    }

    private void waitIfOpen(long request) {
        open(request)
                .ifPresent(open -> draft.start(PlacementTimer.poll(open.proposal()), draft.settings.reserveTimeout()));
    }

    private Optional<Request> open(long request) {
        return Optional.ofNullable(draft.requests.get(request))
                .filter(open -> open.poll().isPresent());
    }

    private void askAgain(long request, Request open) {
        Poll poll = open.poll().orElseThrow();
        Set<String> asked = reachable();
        asked.removeAll(poll.promised());
        Request asking = open.polling(poll.again(asked));
        draft.requests.put(request, asking);
        ask(asking, asked);
    }

    void unreachable(String node) {
        updateAll(poll -> poll.notAwaiting(node));
    }

    void peerLost(String node) {
        updateAll(poll -> poll.withoutNode(node));
    }

    /** Other nodes than before are needed for a majority. */
    void membersChanged() {
        updateAll(poll -> poll);
    }

    private void updateAll(UnaryOperator<Poll> change) {
        for (Map.Entry<Long, Request> open : List.copyOf(draft.requests.entrySet())) {
            open.getValue().poll().ifPresent(poll -> update(open.getKey(), open.getValue(), change.apply(poll)));
        }
    }

    private void update(long request, Request open, Poll poll) {
        Request changed = open.polling(poll);
        draft.requests.put(request, changed);
        conclude(request, changed);
    }

    private void conclude(long request, Request open) {
        Poll poll = open.poll().orElseThrow();
        if (!poll.awaited().isEmpty()) {
            return;
        }
        if (poll.isDisputed()) {
            draft.answerExists(request, open.callId());
        } else if (isMajority(poll.promised())) {
            draft.cancel(PlacementTimer.poll(open.proposal()));
            draft.requests.put(request, open.allowed());
        }
    }

    private boolean isMajority(Set<String> promised) {
        return draft.members.isEmpty() || (draft.hasSay() && draft.members.isMajority(votes(promised)));
    }

    private Set<String> votes(Set<String> promised) {
        Set<String> votes = new HashSet<>(promised);
        votes.add(draft.settings.self());
        return votes;
    }

    /** Why a request whose time is over has not even been allowed to begin. */
    String tooFewVotes(Poll poll) {
        Set<String> votes = votes(poll.promised());
        return "nodes: " + draft.members.votes(votes) + " of "
                + draft.members.against(votes).size() + " let the call begin within "
                + draft.settings.queueTimeout().toMillis()
                + " ms (expected: more than half); try again later or on another node";
    }

    private Optional<Map.Entry<Long, Request>> polling(long proposal) {
        return draft.requests.entrySet().stream()
                .filter(request -> request.getValue().proposal() == proposal
                        && request.getValue().poll().isPresent())
                .findFirst();
    }
}
