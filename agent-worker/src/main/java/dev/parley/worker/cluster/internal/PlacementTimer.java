package dev.parley.worker.cluster.internal;

import java.util.Optional;

/**
 * A timer of the placement; starting one that runs starts it anew.
 *
 * @param number of the request, question or proposal of this node that it is for; 0 for others
 * @param asked what another node has asked for, if it is for that
 */
public record PlacementTimer(Kind kind, long number, Optional<AskKey> asked) {

    /** What a timer is for. */
    public enum Kind {
        /** The load is told to all. */
        REPORT,
        /** A request has waited for long enough. */
        REQUEST,
        /** A node should have answered. */
        ASK,
        /** A held place should have been used. */
        HOLD,
        /** The nodes should have answered whether a call may begin. */
        POLL,
        /** What came of a promise should be known. */
        PROMISE
    }

    static PlacementTimer report() {
        return new PlacementTimer(Kind.REPORT, 0, Optional.empty());
    }

    static PlacementTimer request(long id) {
        return new PlacementTimer(Kind.REQUEST, id, Optional.empty());
    }

    static PlacementTimer ask(long number) {
        return new PlacementTimer(Kind.ASK, number, Optional.empty());
    }

    static PlacementTimer poll(long proposal) {
        return new PlacementTimer(Kind.POLL, proposal, Optional.empty());
    }

    static PlacementTimer promise(AskKey key) {
        return new PlacementTimer(Kind.PROMISE, 0, Optional.of(key));
    }

    static PlacementTimer hold(AskKey key) {
        return new PlacementTimer(Kind.HOLD, 0, Optional.of(key));
    }
}
