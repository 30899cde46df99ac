package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.JobRecord.Placed;
import dev.parley.worker.cluster.internal.PlacementState.Peer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Answers the proposals of other nodes to begin a call, and remembers what it has promised until it is known what came of it. A promise
 * doesn't lapse: whom it was given to is asked, until it answers or is gone. The other side of {@link Proposals}.
 */
final class Promises {
    private final PlacementDraft draft;

    Promises(PlacementDraft draft) {
        this.draft = draft;
    }

    /** A node that isn't known couldn't be answered; it asks again, and so it does if this one has no say yet. */
    void heard(PeerMessage.Propose wish) {
        if (draft.peer(wish.from()).isEmpty() || !draft.hasSay()) {
            return;
        }
        AskKey key = new AskKey(wish.from(), wish.proposal());
        Optional<String> owner = owner(wish);
        if (owner.isPresent()) {
            vote(key, owner);
        } else {
            draft.giveWay(wish.callId());
            promiseOrWait(key, wish.callId());
        }
    }

    /**
     * Who has the call; of two nodes that ask for it at once, the one with the lower address goes first. That the asking node has it
     * itself counts only if it came there after the wish.
     */
    private Optional<String> owner(PeerMessage.Propose wish) {
        String self = draft.settings.self();
        boolean first = draft.own(wish.callId())
                .filter(own -> own.poll().isEmpty() || Addresses.ORDER.compare(self, wish.from()) < 0)
                .isPresent();
        if (first || draft.hasHere(wish.callId())) {
            return Optional.of(self);
        }
        return placed(wish.callId())
                .filter(place -> !place.node().equals(wish.from()) || place.callsVersion() > wish.callsVersion())
                .map(Placed::node);
    }

    /** The other node that has the call, with the version by which that is known. */
    private Optional<Placed> placed(String callId) {
        return Optional.ofNullable(draft.records.get(callId))
                .flatMap(JobRecord::placed)
                .or(() -> draft.ownerOf(callId)
                        .map(node -> new Placed(
                                node, draft.peer(node).map(Peer::callsVersion).orElse(0L))));
    }

    /** Of a call that was placed earlier it is known here that it is over; a node that proposes anew has given up what it proposed. */
    private void promiseOrWait(AskKey key, String callId) {
        Optional<JobRecord> record = Optional.ofNullable(draft.records.get(callId));
        boolean free = record.isEmpty()
                || record.get().placed().isPresent()
                || record.get().proposal().origin().equals(key.origin());
        if (free) {
            record.ifPresent(before -> draft.cancel(PlacementTimer.promise(before.proposal())));
            promise(
                    callId,
                    key,
                    record.map(before -> before.notFollowedBy(key.origin()).next())
                            .orElse(List.of()));
        } else {
            draft.records.put(callId, record.get().followedBy(key));
        }
    }

    private void promise(String callId, AskKey key, List<AskKey> next) {
        draft.records.put(callId, JobRecord.requested(key, next));
        draft.start(PlacementTimer.promise(key), draft.settings.queueTimeout());
        vote(key, Optional.empty());
    }

    private void vote(AskKey key, Optional<String> owner) {
        draft.send(key.origin(), new PeerMessage.Vote(draft.settings.self(), key.ask(), owner));
    }

    void heard(PeerMessage.Settled settled) {
        Optional<JobRecord> record = Optional.ofNullable(draft.records.get(settled.callId()));
        AskKey key = new AskKey(settled.from(), settled.proposal());
        if (record.filter(
                        known -> known.proposal().equals(key) && known.placed().isEmpty())
                .isPresent()) {
            draft.cancel(PlacementTimer.promise(key));
            settled.place()
                    .ifPresentOrElse(
                            place -> placedOn(settled.callId(), record.get(), place),
                            () -> turnToNext(settled.callId(), record.get()));
        } else {
            record.filter(known -> known.next().contains(key))
                    .ifPresent(known -> draft.records.put(settled.callId(), known.notFollowedBy(settled.from())));
        }
    }

    /** A node that isn't known here is not heard of yet, or gone: the other side is asked until both know the same. */
    private void placedOn(String callId, JobRecord record, Placed place) {
        String node = place.node();
        if (node.equals(draft.settings.self()) || draft.peer(node).isPresent() || draft.members.contains(node)) {
            placed(callId, record, place);
        } else {
            draft.start(PlacementTimer.promise(record.proposal()), draft.settings.queueTimeout());
        }
    }

    /** A list of that node's calls that is as new tells more. */
    private void placed(String callId, JobRecord record, Placed place) {
        Optional<Peer> peer = draft.peer(place.node());
        boolean told = place.node().equals(draft.settings.self())
                || peer.filter(known -> known.callsVersion() >= place.callsVersion())
                        .isPresent();
        draft.lost.remove(callId);
        if (told && !draft.isKnown(callId)) {
            turnToNext(callId, record);
            return;
        }
        record.next().forEach(later -> vote(later, Optional.of(place.node())));
        if (told) {
            draft.records.remove(callId);
        } else {
            draft.records.put(callId, record.placedAt(place));
        }
    }

    private void turnToNext(String callId, JobRecord record) {
        if (record.next().isEmpty()) {
            draft.records.remove(callId);
        } else {
            List<AskKey> later = record.next().subList(1, record.next().size());
            promise(callId, record.next().get(0), later);
        }
    }

    /** What this node was promised for has been settled, or it would be among its requests. */
    void heard(PeerMessage.SettleWanted question) {
        boolean open = draft.requests.values().stream().anyMatch(own -> own.proposal() == question.proposal());
        if (!open) {
            draft.send(
                    question.from(),
                    new PeerMessage.Settled(
                            draft.settings.self(),
                            question.proposal(),
                            question.callId(),
                            whereabouts(question.callId())));
        }
    }

    private Optional<Placed> whereabouts(String callId) {
        if (draft.hasHere(callId)) {
            return Optional.of(new Placed(draft.settings.self(), draft.callsVersion));
        }
        return placed(callId);
    }

    void overdue(AskKey key) {
        each((callId, record) -> {
            if (record.proposal().equals(key)) {
                ask(callId, record);
            }
        });
    }

    void askForAll() {
        each(this::ask);
    }

    private void ask(String callId, JobRecord record) {
        if (record.placed().isEmpty()) {
            AskKey key = record.proposal();
            draft.send(key.origin(), new PeerMessage.SettleWanted(draft.settings.self(), key.ask(), callId));
            draft.start(PlacementTimer.promise(key), draft.settings.queueTimeout());
        }
    }

    /** That list tells of the calls that were placed there before it was made. */
    void listed(String node, long version) {
        if (draft.peer(node).isEmpty()) {
            return;
        }
        each((callId, record) -> {
            if (record.placed()
                    .filter(place -> place.node().equals(node) && place.callsVersion() <= version)
                    .isPresent()) {
                draft.records.remove(callId);
            }
        });
    }

    /** What was promised to those that are members no more is free; the calls that were placed on each. */
    Map<String, Set<String>> membersChanged(Members next) {
        Map<String, Set<String>> placed = new TreeMap<>();
        draft.members.against(Set.of()).stream()
                .filter(node -> !next.contains(node))
                .sorted()
                .forEach(node -> placed.put(node, peerLost(node)));
        return placed;
    }

    /** What was promised to it is free, what ran there is lost; the calls that were placed there. */
    Set<String> peerLost(String node) {
        Set<String> placed = new HashSet<>();
        each((callId, record) -> {
            JobRecord left = record.notFollowedBy(node);
            if (record.isPlacedOn(node)) {
                draft.records.remove(callId);
                placed.add(callId);
            } else if (record.placed().isEmpty() && record.proposal().origin().equals(node)) {
                draft.cancel(PlacementTimer.promise(record.proposal()));
                turnToNext(callId, left);
            } else {
                draft.records.put(callId, left);
            }
        });
        return placed;
    }

    private void each(BiConsumer<String, JobRecord> action) {
        new ArrayList<>(draft.records.entrySet()).forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }
}
