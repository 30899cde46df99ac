package dev.parley.worker.cluster.internal;

import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node knows of its own calls and of the others'.
 *
 * @param load of this node
 * @param calls that run here
 * @param callsVersion grows with each change of what {@link PeerMessage.RunningCalls} says
 * @param callsTold the version that was last sent to all
 * @param reportNumber counts what was told of the load
 * @param reportSoon whether a report is on its way because of a change
 * @param lastAsk number of the last wish for a place elsewhere
 * @param requests calls that want a place, oldest first
 * @param holds places that are held for other nodes
 * @param peers the other nodes
 * @param members all nodes that the cluster knows, this one too
 * @param informed whether it knows the calls of all that were members when it became one; only then it has a say in what begins
 * @param records of calls that other nodes have asked to begin, by id
 * @param lost calls that ended with their node, to that node's address; oldest first
 */
public record PlacementState(
        NodeLoad load,
        Set<String> calls,
        long callsVersion,
        long callsTold,
        long reportNumber,
        boolean reportSoon,
        long lastAsk,
        Map<Long, Request> requests,
        Map<AskKey, Hold> holds,
        Map<String, Peer> peers,
        Members members,
        boolean informed,
        Map<String, JobRecord> records,
        Map<String, String> lost) {
    /** Lost calls that are remembered; the oldest are forgotten. */
    public static final int MOST_LOST = 10_000;

    public PlacementState {
        requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
        holds = Collections.unmodifiableMap(new LinkedHashMap<>(holds));
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
        lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
    }

    /**
     * Before anything happened.
     *
     * @param first where its counters begin; higher than in an earlier life of the same node, so that the others believe the later
     */
    public static PlacementState initial(long first) {
        return new PlacementState(
                NodeLoad.UNKNOWN,
                Set.of(),
                first,
                first,
                first,
                false,
                first,
                Map.of(),
                Map.of(),
                Map.of(),
                Members.NONE,
                false,
                Map.of(),
                Map.of());
    }

    /** The other node that runs this call or holds a place for it. */
    public Optional<String> ownerOf(String callId) {
        return owner(callId, records, peers);
    }

    static Optional<String> owner(String callId, Map<String, JobRecord> records, Map<String, Peer> peers) {
        return Optional.ofNullable(records.get(callId))
                .flatMap(JobRecord::placed)
                .map(JobRecord.Placed::node)
                .or(() -> peers.entrySet().stream()
                        .filter(peer -> peer.getValue().calls().contains(callId))
                        .map(Map.Entry::getKey)
                        .findFirst());
    }

    /** Whether this node runs the call or holds a place for it. */
    public boolean isHere(String callId) {
        return calls.contains(callId)
                || holds.values().stream().anyMatch(hold -> hold.callId().equals(callId));
    }

    /** The load of the node that the next call would run on; of this one if there is no room anywhere. */
    public NodeLoad next() {
        Optional<NodeLoad> other = peers.values().stream()
                .filter(peer -> peer.reachable() && !peer.shut() && peer.load().hasRoom(0))
                .map(Peer::load)
                .min(Comparator.comparingDouble(peer -> peer.share(0)));
        return other.filter(peer -> !load.hasRoom(0) || peer.share(0) < load.share(0))
                .orElse(load);
    }

    /** Calls that may begin, wait for a place and haven't asked a node for one. */
    public long waiting() {
        return requests.values().stream().filter(Request::isWaiting).count();
    }

    /**
     * A call that wants a place.
     *
     * @param hold how long another node is to hold it, if not as long as usual
     * @param proposal the number under which the other nodes were asked whether it may begin
     * @param poll their answers; empty once it may
     */
    public record Request(
            String callId, Optional<Duration> hold, long proposal, Optional<Poll> poll, Optional<Ask> ask) {
        boolean isWaiting() {
            return poll.isEmpty() && ask.isEmpty();
        }

        Request polling(Poll next) {
            return new Request(callId, hold, proposal, Optional.of(next), ask);
        }

        Request allowed() {
            return new Request(callId, hold, proposal, Optional.empty(), ask);
        }

        Request waiting() {
            return new Request(callId, hold, proposal, poll, Optional.empty());
        }

        Request asking(Ask next) {
            return new Request(callId, hold, proposal, poll, Optional.of(next));
        }
    }

    /** A wish for a place on another node that is not answered yet. */
    public record Ask(long number, String node) {}

    /** A place that is held for a call of another node. */
    public record Hold(String callId, JobSlots.Reservation place) {}

    /**
     * Another node.
     *
     * @param reachable whether it answers the cluster's heartbeats
     * @param shut whether it refused or kept silent since it last told its load
     * @param number of its last report
     */
    public record Peer(
            boolean reachable, boolean shut, long number, NodeLoad load, long callsVersion, Set<String> calls) {
        static Peer unknown() {
            return new Peer(true, false, 0, NodeLoad.UNKNOWN, 0, Set.of());
        }

        Peer shutUntilItReports() {
            return new Peer(reachable, true, number, load, callsVersion, calls);
        }

        Peer reporting(long newNumber, NodeLoad newLoad) {
            return new Peer(reachable, false, newNumber, newLoad, callsVersion, calls);
        }

        Peer running(long version, Set<String> ids) {
            return new Peer(reachable, shut, number, load, version, ids);
        }

        Peer reachable(boolean now) {
            return new Peer(now, shut, number, load, callsVersion, calls);
        }
    }
}
