package dev.parley.realtime.openai.link;

import java.util.HashSet;
import java.util.Set;

/**
 * Ids that a connection knows, some six more with each turn of a long call. Immutable; one more costs a copy of the newest few, not
 * of all.
 */
record KnownIds(Set<String> older, Set<String> newest) {
    private static final int NEWEST = 64;
    private static final KnownIds NONE = new KnownIds(Set.of(), Set.of());

    static KnownIds none() {
        return NONE;
    }

    boolean contains(String id) {
        return newest.contains(id) || older.contains(id);
    }

    KnownIds with(String id) {
        Set<String> more = new HashSet<>(newest);
        more.add(id);
        if (more.size() < NEWEST) {
            return new KnownIds(older, Set.copyOf(more));
        }
        more.addAll(older);
        return new KnownIds(Set.copyOf(more), Set.of());
    }
}
