package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.cluster.internal.PlacementState.Hold;
import dev.parley.worker.cluster.internal.PlacementState.Peer;
import dev.parley.worker.cluster.internal.PlacementState.Request;
import dev.parley.worker.job.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The state while one event is worked on, and the effects so far. Not thread-safe. */
final class PlacementDraft {
    final PlacementSettings settings;
    NodeLoad load;
    Set<String> calls;
    long callsVersion;
    long callsTold;
    long reportNumber;
    boolean reportSoon;
    long lastAsk;
    final Map<Long, Request> requests;
    final Map<AskKey, Hold> holds;
    final Map<String, Peer> peers;
    Members members;
    private boolean informed;
    final Map<String, JobRecord> records;
    final Map<String, String> lost;
    private final List<PlacementEffect> effects = new ArrayList<>();

    PlacementDraft(PlacementSettings settings, PlacementState state) {
        this.settings = settings;
        load = state.load();
        calls = state.calls();
        callsVersion = state.callsVersion();
        callsTold = state.callsTold();
        reportNumber = state.reportNumber();
        reportSoon = state.reportSoon();
        lastAsk = state.lastAsk();
        requests = new LinkedHashMap<>(state.requests());
        holds = new LinkedHashMap<>(state.holds());
        peers = new LinkedHashMap<>(state.peers());
        members = state.members();
        informed = state.informed();
        records = new LinkedHashMap<>(state.records());
        lost = new LinkedHashMap<>(state.lost());
    }

    PlacementStep finish() {
        return new PlacementStep(
                new PlacementState(
                        load,
                        calls,
                        callsVersion,
                        callsTold,
                        reportNumber,
                        reportSoon,
                        lastAsk,
                        requests,
                        holds,
                        peers,
                        members,
                        informed,
                        records,
                        lost),
                effects);
    }

    Optional<Peer> peer(String node) {
        return Optional.ofNullable(peers.get(node));
    }

    /**
     * Whether this node has a say in what begins: it is in, and has once heard from each member what runs there. What had begun before
     * others counted it, those know who let it begin, and the node that runs it.
     */
    boolean hasSay() {
        informed = informed
                || (isIn()
                        && members.counted().stream()
                                .filter(node -> !node.equals(settings.self()))
                                .allMatch(node -> peer(node)
                                        .filter(peer -> peer.callsVersion() > 0)
                                        .isPresent()));
        return informed && isIn();
    }

    boolean isIn() {
        return members.counted().contains(settings.self());
    }

    /** Whether this node runs the call or holds a place for it. */
    boolean hasHere(String callId) {
        return calls.contains(callId)
                || holds.values().stream().anyMatch(hold -> hold.callId().equals(callId));
    }

    /** The other node that runs the call or holds a place for it. */
    Optional<String> ownerOf(String callId) {
        return PlacementState.owner(callId, records, peers);
    }

    /** Whether any node runs the call or holds a place for it. */
    boolean isKnown(String callId) {
        return hasHere(callId) || ownerOf(callId).isPresent();
    }

    /** This node's own wish to begin the call. */
    Optional<Request> own(String callId) {
        return requests.values().stream()
                .filter(request -> request.callId().equals(callId))
                .findFirst();
    }

    /** This node's own wish to begin the call is given up. */
    void giveWay(String callId) {
        for (Map.Entry<Long, Request> own : List.copyOf(requests.entrySet())) {
            if (own.getValue().callId().equals(callId)) {
                answerChanging(own.getKey(), callId);
            }
        }
    }

    /** Counts this call as running here before the next sample shows it. */
    void beginHere(String callId) {
        Set<String> more = new HashSet<>(calls);
        more.add(callId);
        calls = Set.copyOf(more);
        lost.remove(callId);
        callsChanged();
    }

    void callsChanged() {
        callsVersion++;
        changed();
    }

    /** The others are told soon. */
    void changed() {
        if (!reportSoon && !peers.isEmpty()) {
            reportSoon = true;
            start(PlacementTimer.report(), settings.reportDelay());
        }
    }

    void add(PlacementEffect effect) {
        effects.add(effect);
    }

    void send(String node, PeerMessage message) {
        add(new PlacementEffect.Send(node, message));
    }

    /** The call does not begin. */
    void answerNowhere(long request, Assignment.Why why, String detail) {
        answer(request, new Outcome.Nowhere(why, detail), Optional.empty());
    }

    void answerExists(long request, String callId) {
        answerNowhere(
                request,
                Assignment.Why.EXISTS,
                "call: " + callId
                        + " runs in the cluster or is about to (expected: an id that is free); end it or choose another");
    }

    /** Another wish for the call goes first, and it isn't known yet what comes of that. */
    void answerChanging(long request, String callId) {
        Assignment.Refused changing = Assignment.Refused.changing(callId);
        answerNowhere(request, changing.why(), changing.detail());
    }

    /** All nodes that were asked learn what came of it. */
    void answer(long request, Outcome outcome, Optional<JobRecord.Placed> place) {
        Optional.ofNullable(requests.remove(request)).ifPresent(over -> settle(over, place));
        cancel(PlacementTimer.request(request));
        add(new PlacementEffect.Answer(request, outcome));
    }

    private void settle(Request over, Optional<JobRecord.Placed> place) {
        cancel(PlacementTimer.poll(over.proposal()));
        PeerMessage settled = new PeerMessage.Settled(settings.self(), over.proposal(), over.callId(), place);
        peers.keySet().forEach(node -> send(node, settled));
    }

    void start(PlacementTimer timer, Duration delay) {
        add(new PlacementEffect.StartTimer(timer, delay));
    }

    void cancel(PlacementTimer timer) {
        add(new PlacementEffect.CancelTimer(timer));
    }
}
