package dev.parley.session.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a session only ends what it is at. Immutable.
 *
 * @param begun from then on nothing new begins
 * @param awaiting who waits until all that had begun is over
 */
record Drain(boolean begun, List<Long> awaiting) {
    static final Drain NONE = new Drain(false, List.of());

    Drain {
        awaiting = List.copyOf(awaiting);
    }

    Drain with(long askId) {
        List<Long> more = new ArrayList<>(awaiting);
        more.add(askId);
        return new Drain(true, more);
    }

    /** Nobody waits any more. */
    Drain told() {
        return new Drain(begun, List.of());
    }
}
