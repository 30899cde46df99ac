package dev.parley.worker.cluster.internal;

import java.util.HashSet;
import java.util.Set;

/**
 * The nodes that the cluster knows, this one too.
 *
 * @param counted those that are in; every other node knows of them
 * @param changing those that are about to be let in, and those on their way out: other nodes may count them, or know of them no more
 */
public record Members(Set<String> counted, Set<String> changing) {
    /** Before a cluster is found. */
    public static final Members NONE = new Members(Set.of(), Set.of());

    public Members {
        counted = Set.copyOf(counted);
        changing = Set.copyOf(changing);
    }

    public static Members of(String... counted) {
        return new Members(Set.of(counted), Set.of());
    }

    /** With that node, counted or changing. */
    public Members with(String node, boolean isCounted) {
        Members others = without(node);
        return isCounted
                ? new Members(plus(others.counted, node), others.changing)
                : new Members(others.counted, plus(others.changing, node));
    }

    public Members without(String node) {
        return new Members(minus(counted, Set.of(node)), minus(changing, Set.of(node)));
    }

    public boolean contains(String node) {
        return counted.contains(node) || changing.contains(node);
    }

    boolean isEmpty() {
        return counted.isEmpty() && changing.isEmpty();
    }

    /**
     * Whether these nodes are more than half of the members, whichever of the changing ones other nodes count; of two halves the one
     * with the lowest address is. So of the changing ones those that agree don't help, and those that don't stand against it.
     */
    boolean isMajority(Set<String> nodes) {
        Set<String> all = against(nodes);
        int twice = 2 * votes(nodes);
        return twice > all.size()
                || (twice == all.size()
                        && all.stream()
                                .min(Addresses.ORDER)
                                .map(nodes::contains)
                                .orElse(true));
    }

    /** How many of these nodes count in any case. */
    int votes(Set<String> nodes) {
        return (int) counted.stream().filter(nodes::contains).count();
    }

    /** All nodes of which more than half must agree if these do. */
    Set<String> against(Set<String> agreeing) {
        Set<String> all = new HashSet<>(minus(changing, agreeing));
        all.addAll(counted);
        return all;
    }

    private static Set<String> plus(Set<String> nodes, String node) {
        Set<String> more = new HashSet<>(nodes);
        more.add(node);
        return more;
    }

    private static Set<String> minus(Set<String> nodes, Set<String> some) {
        Set<String> left = new HashSet<>(nodes);
        left.removeAll(some);
        return left;
    }
}
