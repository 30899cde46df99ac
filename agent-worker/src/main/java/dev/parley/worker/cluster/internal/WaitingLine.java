package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.JobRecord.Placed;
import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.cluster.internal.PlacementState.Ask;
import dev.parley.worker.cluster.internal.PlacementState.Peer;
import dev.parley.worker.cluster.internal.PlacementState.Request;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of this node that want a place: first come, first served, as long as their time lasts. */
final class WaitingLine {
    private final PlacementDraft draft;
    private final LoadBoard board;
    private final Proposals proposals;

    WaitingLine(PlacementDraft draft, LoadBoard board, Proposals proposals) {
        this.draft = draft;
        this.board = board;
        this.proposals = proposals;
    }

    void join(PlacementEvent.Wanted event) {
        long request = event.request();
        String callId = event.callId();
        if (draft.isKnown(callId)) {
            draft.answerExists(request, callId);
        } else if (draft.records.containsKey(callId) || draft.own(callId).isPresent()) {
            draft.answerChanging(request, callId);
        } else if (draft.requests.size() >= draft.settings.queueSize()) {
            draft.answerNowhere(
                    request,
                    Assignment.Why.FULL,
                    "calls: " + draft.requests.size() + " wait for a place (expected: fewer than"
                            + " parley.cluster.queue-size); try again later");
        } else {
            draft.start(PlacementTimer.request(request), draft.settings.queueTimeout());
            proposals.propose(request, event);
            serve();
        }
    }

    /** Gives those that wait what is there. A place of this node is taken one at a time: the answer serves the next. */
    void serve() {
        for (Map.Entry<Long, Request> waiting : List.copyOf(draft.requests.entrySet())) {
            if (waiting.getValue().isWaiting() && !isOnItsWay(waiting.getKey(), waiting.getValue())) {
                return;
            }
        }
    }

    /** Whether it could be asked of another node; this one is preferred while it isn't the busier. */
    private boolean isOnItsWay(long request, Request waiting) {
        Optional<String> other = board.leastLoaded();
        boolean here = draft.load.hasRoom(0) && (other.isEmpty() || draft.load.share(0) <= board.share(other.get()));
        if (here) {
            draft.add(new PlacementEffect.TakePlace(Optional.empty(), waiting.callId()));
            return false;
        }
        other.ifPresent(node -> ask(request, waiting, node));
        return other.isPresent();
    }

    private void ask(long request, Request waiting, String node) {
        long number = ++draft.lastAsk;
        draft.requests.put(request, waiting.asking(new Ask(number, node)));
        draft.start(PlacementTimer.ask(number), draft.settings.reserveTimeout());
        draft.send(
                node,
                new PeerMessage.Reserve(
                        draft.settings.self(),
                        number,
                        waiting.callId(),
                        waiting.hold().map(Duration::toMillis)));
    }

    /** A place of this node for whoever is first in line. */
    void placeTaken(Optional<JobSlots.Reservation> place, NodeLoad load) {
        board.sampled(place.isPresent() ? load : load.full());
        Optional<Map.Entry<Long, Request>> first = draft.requests.entrySet().stream()
                .filter(request -> request.getValue().isWaiting())
                .findFirst();
        if (place.isPresent() && first.isPresent()) {
            draft.beginHere(first.get().getValue().callId());
            Placed here = new Placed(draft.settings.self(), draft.callsVersion);
            draft.answer(first.get().getKey(), new Outcome.Here(place.get()), Optional.of(here));
        } else {
            place.ifPresent(unused -> draft.add(new PlacementEffect.GiveBack(unused)));
        }
        serve();
    }

    void heard(PeerMessage.Reserved answer) {
        board.heardLoad(answer.from(), answer.number(), answer.load());
        Optional<Map.Entry<Long, Request>> asking = asking(answer.ask());
        if (asking.isEmpty()) {
            // Given up meanwhile, and told so; told again, since that may have been lost with a connection.
            if (answer.verdict() == PeerMessage.Verdict.GRANTED) {
                draft.send(answer.from(), new PeerMessage.Release(draft.settings.self(), answer.ask()));
            }
            return;
        }
        draft.cancel(PlacementTimer.ask(answer.ask()));
        long request = asking.get().getKey();
        Request waiting = asking.get().getValue();
        switch (answer.verdict()) {
            case GRANTED -> {
                board.beginThere(waiting.callId(), answer.from());
                Placed there = new Placed(answer.from(), answer.callsVersion());
                draft.answer(request, new Outcome.There(answer.from(), answer.ask()), Optional.of(there));
            }
            case FULL -> {
                draft.requests.put(request, waiting.waiting());
                board.shut(answer.from());
            }
            case EXISTS -> draft.answerExists(request, waiting.callId());
        }
        serve();
    }

    void askOverdue(long number) {
        asking(number).ifPresent(asking -> {
            String node = takeBack(asking.getKey(), asking.getValue());
            board.shut(node);
            serve();
        });
    }

    private String takeBack(long request, Request asking) {
        Ask ask = asking.ask().orElseThrow();
        draft.requests.put(request, asking.waiting());
        draft.cancel(PlacementTimer.ask(ask.number()));
        draft.send(ask.node(), new PeerMessage.Release(draft.settings.self(), ask.number()));
        return ask.node();
    }

    void requestOverdue(long request) {
        Optional<Request> overdue = Optional.ofNullable(draft.requests.get(request));
        overdue.filter(asking -> asking.ask().isPresent()).ifPresent(asking -> takeBack(request, asking));
        overdue.ifPresent(late -> draft.answerNowhere(
                request,
                isDraining() ? Assignment.Why.DRAINING : Assignment.Why.FULL,
                late.poll().map(proposals::tooFewVotes).orElseGet(this::noPlace)));
    }

    /** Nobody waits for the answers any more. */
    void forgetAll() {
        List.copyOf(draft.requests.keySet()).forEach(this::requestOverdue);
    }

    /** What was asked of a node that is gone is asked of another. */
    void peerLost(String node) {
        for (Map.Entry<Long, Request> request : List.copyOf(draft.requests.entrySet())) {
            request.getValue().ask().filter(ask -> ask.node().equals(node)).ifPresent(ask -> {
                draft.cancel(PlacementTimer.ask(ask.number()));
                draft.requests.put(request.getKey(), request.getValue().waiting());
            });
        }
        serve();
    }

    private Optional<Map.Entry<Long, Request>> asking(long number) {
        return draft.requests.entrySet().stream()
                .filter(request -> request.getValue()
                        .ask()
                        .filter(ask -> ask.number() == number)
                        .isPresent())
                .findFirst();
    }

    private boolean isDraining() {
        return draft.load.draining() && draft.peers.isEmpty();
    }

    private String noPlace() {
        int capacity = draft.load.capacity();
        int taken = draft.load.taken();
        for (Peer peer : draft.peers.values()) {
            capacity += peer.load().capacity();
            taken += peer.load().taken();
        }
        return "calls: no place within " + draft.settings.queueTimeout().toMillis() + " ms (expected: a free one; "
                + taken
                + " of " + capacity + " are taken on " + (draft.peers.size() + 1)
                + " nodes); try again later or add a node";
    }
}
