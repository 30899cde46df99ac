package dev.parley.worker.cluster.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the other nodes say to a call's beginning here.
 *
 * @param awaited nodes that haven't answered yet
 * @param promised nodes that won't let it begin through another node
 * @param owners which node has the call, as the node says that the entry is of
 */
public record Poll(Set<String> awaited, Set<String> promised, Map<String, String> owners) {
    public Poll {
        awaited = Set.copyOf(awaited);
        promised = Set.copyOf(promised);
        owners = Map.copyOf(owners);
    }

    static Poll of(Set<String> asked) {
        return new Poll(asked, Set.of(), Map.of());
    }

    Poll promisedBy(String node) {
        return new Poll(without(awaited, node), with(promised, node), without(owners, node));
    }

    Poll toldBy(String node, String owner) {
        Map<String, String> more = new HashMap<>(owners);
        more.put(node, owner);
        return new Poll(without(awaited, node), promised, more);
    }

    /** Those that haven't promised are asked again. */
    Poll again(Set<String> asked) {
        return new Poll(asked, promised, owners);
    }

    /** That node's answer is waited for no longer. */
    Poll notAwaiting(String node) {
        return new Poll(without(awaited, node), promised, owners);
    }

    /** That node is gone, and what it had. */
    Poll withoutNode(String node) {
        Map<String, String> left = without(owners, node);
        left.values().removeIf(node::equals);
        return new Poll(without(awaited, node), without(promised, node), left);
    }

    /** Whether some node knows of an owner that hasn't said itself that it has the call no more. */
    boolean isDisputed() {
        return owners.values().stream().anyMatch(owner -> !promised.contains(owner));
    }

    private static Set<String> with(Set<String> nodes, String node) {
        Set<String> more = new HashSet<>(nodes);
        more.add(node);
        return more;
    }

    private static Set<String> without(Set<String> nodes, String node) {
        Set<String> left = new HashSet<>(nodes);
        left.remove(node);
        return left;
    }

    private static Map<String, String> without(Map<String, String> nodes, String node) {
        Map<String, String> left = new HashMap<>(nodes);
        left.remove(node);
        return left;
    }
}
