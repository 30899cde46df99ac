package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.PeerMessage.Verdict;
import dev.parley.worker.cluster.internal.PlacementState.Hold;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Places of this node that are held for calls which came in at others. */
final class HoldDesk {
    private final PlacementDraft draft;

    HoldDesk(PlacementDraft draft) {
        this.draft = draft;
    }

    /**
     * A node that isn't known couldn't be answered; it asks another one when its time is over. A wish that this node has itself for the
     * call can't be allowed any more, since the other's is.
     */
    void heard(PeerMessage.Reserve wish) {
        if (draft.peer(wish.from()).isEmpty()) {
            return;
        }
        AskKey key = new AskKey(wish.from(), wish.ask());
        dropEarlier(wish);
        boolean first =
                draft.own(wish.callId()).filter(own -> own.poll().isEmpty()).isPresent();
        if (first || draft.hasHere(wish.callId())) {
            answer(key, Verdict.EXISTS);
        } else if (!draft.load.isOpen()) {
            answer(key, Verdict.FULL);
        } else {
            draft.giveWay(wish.callId());
            Duration hold = wish.holdMillis().map(Duration::ofMillis).orElse(draft.settings.holdTimeout());
            draft.start(PlacementTimer.hold(key), hold);
            draft.add(new PlacementEffect.TakePlace(Optional.of(key), wish.callId()));
        }
    }

    /** A node has one wish for a call at a time: that it gave up an earlier one was lost on its way. */
    private void dropEarlier(PeerMessage.Reserve wish) {
        for (Map.Entry<AskKey, Hold> hold : List.copyOf(draft.holds.entrySet())) {
            if (hold.getKey().origin().equals(wish.from())
                    && hold.getValue().callId().equals(wish.callId())) {
                giveBack(hold.getKey());
            }
        }
    }

    void placeTaken(AskKey key, String callId, Optional<JobSlots.Reservation> place) {
        place.ifPresent(held -> {
            draft.holds.put(key, new Hold(callId, held));
            draft.lost.remove(callId);
            draft.callsChanged();
        });
        if (place.isEmpty()) {
            draft.cancel(PlacementTimer.hold(key));
        }
        answer(key, place.isPresent() ? Verdict.GRANTED : Verdict.FULL);
    }

    private void answer(AskKey key, Verdict verdict) {
        draft.send(
                key.origin(),
                new PeerMessage.Reserved(
                        draft.settings.self(),
                        key.ask(),
                        verdict,
                        ++draft.reportNumber,
                        draft.load,
                        draft.callsVersion));
    }

    void claimed(AskKey key, long ticket) {
        Optional<Hold> hold = Optional.ofNullable(draft.holds.remove(key));
        hold.ifPresent(found -> {
            draft.cancel(PlacementTimer.hold(key));
            draft.beginHere(found.callId());
        });
        draft.add(new PlacementEffect.HandOver(ticket, hold));
    }

    void giveBack(AskKey key) {
        Optional.ofNullable(draft.holds.remove(key)).ifPresent(hold -> {
            draft.cancel(PlacementTimer.hold(key));
            draft.add(new PlacementEffect.GiveBack(hold.place()));
            draft.callsChanged();
        });
    }

    void giveAllBack() {
        List.copyOf(draft.holds.keySet()).forEach(this::giveBack);
    }

    /** Nobody will come for what it asked for. */
    void peerLost(String node) {
        List.copyOf(draft.holds.keySet()).stream()
                .filter(key -> key.origin().equals(node))
                .forEach(this::giveBack);
    }
}
