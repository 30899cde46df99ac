package dev.parley.worker.cluster.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node knows of a call that another one has asked to begin. It is <em>requested</em> while this node keeps its promise for the
 * proposal, then <em>placed</em>, until the list of calls of that node tells whether it runs; one that does not begin is forgotten.
 *
 * @param proposal whose it is: this node has promised that the call begins through it alone
 * @param placed where it is to run; empty while that isn't known
 * @param next later proposals for the same call, which are answered when this one is settled without a place
 */
public record JobRecord(AskKey proposal, Optional<Placed> placed, List<AskKey> next) {
    public JobRecord {
        next = List.copyOf(next);
    }

    /**
     * Where a call is.
     *
     * @param callsVersion of that node's list of calls; that one or a later list tells whether it is still there
     */
    public record Placed(String node, long callsVersion) {}

    static JobRecord requested(AskKey proposal, List<AskKey> next) {
        return new JobRecord(proposal, Optional.empty(), next);
    }

    JobRecord placedAt(Placed place) {
        return new JobRecord(proposal, Optional.of(place), List.of());
    }

    /** A node has one proposal for a call at a time. */
    JobRecord followedBy(AskKey later) {
        List<AskKey> more = new ArrayList<>(notFollowedBy(later.origin()).next);
        more.add(later);
        return new JobRecord(proposal, placed, more);
    }

    JobRecord notFollowedBy(String node) {
        List<AskKey> left =
                next.stream().filter(key -> !key.origin().equals(node)).toList();
        return new JobRecord(proposal, placed, left);
    }

    boolean isPlacedOn(String node) {
        return placed.filter(place -> place.node().equals(node)).isPresent();
    }
}
