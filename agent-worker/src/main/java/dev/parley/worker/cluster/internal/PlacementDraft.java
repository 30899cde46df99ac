package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.PlacementState.Hold;
import dev.parley.worker.cluster.internal.PlacementState.Peer;
import dev.parley.worker.cluster.internal.PlacementState.Request;
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
    final Map<HoldKey, Hold> holds;
    final Map<String, Peer> peers;
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
                        lost),
                effects);
    }

    Optional<Peer> peer(String node) {
        return Optional.ofNullable(peers.get(node));
    }

    /** Whether this node runs the call or holds a place for it. */
    boolean hasHere(String callId) {
        return calls.contains(callId)
                || holds.values().stream().anyMatch(hold -> hold.callId().equals(callId));
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

    void answer(long request, PlacementEffect.Outcome outcome) {
        requests.remove(request);
        cancel(PlacementTimer.request(request));
        add(new PlacementEffect.Answer(request, outcome));
    }

    void start(PlacementTimer timer, Duration delay) {
        add(new PlacementEffect.StartTimer(timer, delay));
    }

    void cancel(PlacementTimer timer) {
        add(new PlacementEffect.CancelTimer(timer));
    }
}
