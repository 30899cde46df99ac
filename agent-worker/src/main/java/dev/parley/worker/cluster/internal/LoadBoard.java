package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.PlacementState.Peer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the nodes tell each other of their load and their calls. */
final class LoadBoard {
    private final PlacementDraft draft;

    LoadBoard(PlacementDraft draft) {
        this.draft = draft;
    }

    /** The node to ask for a place: the one of which the smallest part is in use, of those that are known to have room. */
    Optional<String> leastLoaded() {
        return draft.peers.entrySet().stream()
                .filter(peer -> peer.getValue().reachable() && !peer.getValue().shut())
                .filter(peer -> peer.getValue().load().hasRoom(asked(peer.getKey())))
                .min(Comparator.<Map.Entry<String, Peer>>comparingDouble(
                                peer -> peer.getValue().load().share(asked(peer.getKey())))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    /** What part of the node would be in use if all that was asked of it were granted. */
    double share(String node) {
        return draft.peer(node).orElseGet(Peer::unknown).load().share(asked(node));
    }

    private int asked(String node) {
        return (int) draft.requests.values().stream()
                .flatMap(request -> request.ask().stream())
                .filter(ask -> ask.node().equals(node))
                .count();
    }

    void sampled(NodeLoad load) {
        boolean changed = load.taken() != draft.load.taken()
                || load.capacity() != draft.load.capacity()
                || load.isOpen() != draft.load.isOpen();
        draft.load = draft.load.draining() ? load.drained() : load;
        if (changed) {
            draft.changed();
        }
    }

    void callsSampled(Set<String> ids) {
        if (!ids.equals(draft.calls)) {
            draft.calls = ids;
            draft.callsChanged();
        }
    }

    /** What that one has told before was not heard. */
    void found(String node) {
        if (draft.peers.isEmpty()) {
            draft.start(PlacementTimer.report(), draft.settings.reportInterval());
        }
        draft.peers.putIfAbsent(node, Peer.unknown());
        draft.send(node, new PeerMessage.Report(self(), ++draft.reportNumber, draft.load, draft.callsVersion));
        draft.send(node, runningCalls());
        draft.send(node, new PeerMessage.CallsWanted(self()));
    }

    /** Its calls went with it, and those that had been placed there, but for those that have been begun elsewhere. */
    void lost(String node, Peer peer, Set<String> placed) {
        draft.peers.remove(node);
        Set<String> ran = new HashSet<>(peer.calls());
        ran.addAll(placed);
        draft.add(new PlacementEffect.Lost(node, remembered(node, ran)));
    }

    /** The same of a member that was gone before it was found. */
    void lost(String node, Set<String> placed) {
        List<String> gone = remembered(node, placed);
        if (!gone.isEmpty()) {
            draft.add(new PlacementEffect.Lost(node, gone));
        }
    }

    private List<String> remembered(String node, Set<String> calls) {
        List<String> gone =
                calls.stream().filter(id -> !draft.isKnown(id)).sorted().toList();
        gone.forEach(id -> remember(id, node));
        return gone;
    }

    private void remember(String callId, String node) {
        draft.lost.remove(callId);
        draft.lost.put(callId, node);
        if (draft.lost.size() > PlacementState.MOST_LOST) {
            draft.lost.remove(draft.lost.keySet().iterator().next());
        }
    }

    void heardLoad(String node, long number, NodeLoad load) {
        draft.peer(node)
                .filter(peer -> number > peer.number())
                .ifPresent(peer -> draft.peers.put(node, peer.reporting(number, load)));
    }

    void heard(PeerMessage.Report report) {
        heardLoad(report.from(), report.number(), report.load());
        draft.peer(report.from())
                .filter(peer -> report.callsVersion() > peer.callsVersion())
                .ifPresent(peer -> draft.send(report.from(), new PeerMessage.CallsWanted(self())));
    }

    void heard(PeerMessage.RunningCalls message) {
        Optional<Peer> peer = draft.peer(message.from()).filter(known -> message.version() > known.callsVersion());
        if (peer.isEmpty()) {
            return;
        }
        Set<String> ids = new HashSet<>(message.ids());
        ids.addAll(message.held());
        draft.peers.put(message.from(), peer.get().running(message.version(), Set.copyOf(ids)));
        ids.forEach(draft.lost::remove);
        if (Addresses.ORDER.compare(message.from(), self()) < 0) {
            message.ids().stream()
                    .filter(draft.calls::contains)
                    .sorted()
                    .forEach(id -> draft.add(new PlacementEffect.EndDoubled(id, message.from())));
        }
    }

    void wanted(String node) {
        draft.send(node, runningCalls());
    }

    /** Counts a call as running there before that node tells of it. */
    void beginThere(String callId, String node) {
        draft.lost.remove(callId);
        draft.peer(node).ifPresent(peer -> {
            Set<String> more = new HashSet<>(peer.calls());
            more.add(callId);
            draft.peers.put(node, peer.running(peer.callsVersion(), Set.copyOf(more)));
        });
    }

    void shut(String node) {
        draft.peer(node).ifPresent(peer -> draft.peers.put(node, peer.shutUntilItReports()));
    }

    /** Tells all others the load, and the calls if they have changed. */
    void reportDue() {
        draft.reportSoon = false;
        if (draft.peers.isEmpty()) {
            return;
        }
        PeerMessage report = new PeerMessage.Report(self(), ++draft.reportNumber, draft.load, draft.callsVersion);
        if (draft.callsTold < draft.callsVersion) {
            draft.callsTold = draft.callsVersion;
            PeerMessage running = runningCalls();
            draft.peers.keySet().forEach(node -> draft.send(node, running));
        }
        draft.peers.keySet().forEach(node -> draft.send(node, report));
        draft.start(PlacementTimer.report(), draft.settings.reportInterval());
    }

    private PeerMessage runningCalls() {
        List<String> held =
                draft.holds.values().stream().map(PlacementState.Hold::callId).toList();
        return new PeerMessage.RunningCalls(self(), draft.callsVersion, List.copyOf(draft.calls), held);
    }

    private String self() {
        return draft.settings.self();
    }
}
