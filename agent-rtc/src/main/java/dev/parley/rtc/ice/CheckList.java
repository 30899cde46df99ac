package dev.parley.rtc.ice;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pairs of one stream (RFC 8445 §6.1.2) and the queue of triggered checks.
 *
 * <p>There is one socket, so the operating system picks the source address: pairs with the same remote candidate would send the
 * same packets and are pruned to one, with the best local candidate of its family. At most one pair per remote address.
 */
final class CheckList {
    private final Map<InetSocketAddress, CandidatePair> pairs = new LinkedHashMap<>();
    private final Map<InetSocketAddress, IceCandidate> remotes = new LinkedHashMap<>();
    private final List<IceCandidate> locals = new ArrayList<>();
    private final Deque<CandidatePair> triggered = new ArrayDeque<>();
    private final int bound;
    private long dropped;

    CheckList(int bound) {
        this.bound = bound;
    }

    /** The same addresses of ours, and none of the other side's. */
    CheckList withoutRemotes() {
        CheckList fresh = new CheckList(bound);
        fresh.locals.addAll(locals);
        fresh.dropped = dropped;
        return fresh;
    }

    void addLocal(IceCandidate candidate) {
        locals.add(candidate);
        locals.sort(Comparator.comparingLong((IceCandidate local) -> local.priority())
                .reversed());
        remotes.values().forEach(this::pair);
    }

    void addRemote(IceCandidate candidate) {
        if (remotes.containsKey(candidate.address())) {
            return;
        }
        if (remotes.size() >= bound) {
            dropped++;
            return;
        }
        remotes.put(candidate.address(), candidate);
        pair(candidate);
    }

    private void pair(IceCandidate remote) {
        locals.stream()
                .filter(local -> local.sameFamily(remote))
                .findFirst()
                .ifPresent(
                        local -> pairs.computeIfAbsent(remote.address(), address -> new CandidatePair(local, remote)));
    }

    Optional<CandidatePair> pair(InetSocketAddress remote) {
        return Optional.ofNullable(pairs.get(remote));
    }

    boolean knows(InetSocketAddress remote) {
        return remotes.containsKey(remote);
    }

    Collection<CandidatePair> pairs() {
        return pairs.values();
    }

    /** RFC 8445 §7.3.1.4: a check from the other side makes ours urgent. */
    void trigger(CandidatePair pair) {
        pair.become(CandidatePair.State.WAITING);
        if (!triggered.contains(pair)) {
            triggered.add(pair);
        }
    }

    /** The next pair to check: triggered ones first, then the best that waits (RFC 8445 §6.1.4.2). */
    Optional<CandidatePair> next(IceRole role) {
        return nextTriggered().or(() -> best(CandidatePair.State.WAITING, role));
    }

    Optional<CandidatePair> nextTriggered() {
        return Optional.ofNullable(triggered.poll());
    }

    boolean hasTriggered() {
        return !triggered.isEmpty();
    }

    Optional<CandidatePair> best(CandidatePair.State state, IceRole role) {
        return pairs.values().stream()
                .filter(pair -> pair.state() == state)
                .max(Comparator.comparingLong(pair -> pair.priority(role)));
    }

    boolean hasWork() {
        return pairs.values().stream().anyMatch(pair -> pair.state() == CandidatePair.State.WAITING);
    }

    /** Whether a pair better than this one may still succeed. */
    boolean mayImproveOn(CandidatePair pair, IceRole role) {
        long priority = pair.priority(role);
        return pairs.values().stream()
                .filter(other -> other.state() == CandidatePair.State.WAITING
                        || other.state() == CandidatePair.State.IN_PROGRESS)
                .anyMatch(other -> other.priority(role) > priority);
    }

    long dropped() {
        return dropped;
    }
}
