package dev.parley.worker.cluster.internal;

import dev.parley.worker.cluster.internal.SimulatedCluster.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Who is in a simulated cluster, by the rules of Akka's gossip: anybody may be put among those that join or are down at any time, but
 * members are let in, told to go and removed only once all that are in have seen the state before. Each node sees a state in its own
 * time; several may be let in by one step.
 */
final class SimulatedMembership {
    private static final long LONGEST_GOSSIP = 800;
    private static final long LONGEST_SEARCH = 400;
    private static final long LEADER_EVERY = 300;
    private static final long TRY_AGAIN = 200;

    private final SimulatedCluster cluster;
    private final Random random;
    private final List<Map<Node, Status>> states = new ArrayList<>();
    private final Map<Node, Integer> seen = new LinkedHashMap<>();
    private final Set<Node> wantToLeave = new LinkedHashSet<>();

    enum Status {
        JOINING,
        UP,
        EXITING,
        DOWN
    }

    SimulatedMembership(SimulatedCluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
        cluster.at(LEADER_EVERY, this::lead);
    }

    /** A cluster that has been there for long. */
    void begin(List<Node> nodes) {
        Map<Node, Status> all = new LinkedHashMap<>();
        nodes.forEach(node -> all.put(node, Status.UP));
        states.add(all);
        for (Node node : nodes) {
            seen.put(node, 0);
            node.feed(new PlacementEvent.MembersChanged(members(all)));
            nodes.stream().filter(other -> other != node).forEach(node::find);
        }
    }

    private static Members members(Map<Node, Status> state) {
        Members members = Members.NONE;
        for (Map.Entry<Node, Status> member : state.entrySet()) {
            members = members.with(member.getKey().name, member.getValue() == Status.UP);
        }
        return members;
    }

    private Map<Node, Status> latest() {
        return states.get(states.size() - 1);
    }

    boolean knows(Node node) {
        return latest().containsKey(node);
    }

    boolean knowsName(String name) {
        return latest().keySet().stream().anyMatch(node -> node.name.equals(name));
    }

    void join(Node node) {
        put(node, Status.JOINING);
    }

    void down(Node node) {
        if (knows(node)) {
            put(node, Status.DOWN);
        }
    }

    /** It goes by itself, and stops when it sees that all know. */
    void leave(Node node) {
        wantToLeave.add(node);
    }

    /** Nodes that are on their way out. */
    long leaving() {
        return wantToLeave.stream().filter(node -> node.alive).count();
    }

    private void put(Node node, Status status) {
        Map<Node, Status> next = new LinkedHashMap<>(latest());
        next.put(node, status);
        publish(next);
    }

    private void publish(Map<Node, Status> next) {
        states.add(next);
        int version = states.size() - 1;
        Set<Node> told = new LinkedHashSet<>(next.keySet());
        told.addAll(seen.keySet());
        told.forEach(node -> cluster.at(random.nextLong(LONGEST_GOSSIP), () -> see(node, version)));
    }

    private void see(Node node, int version) {
        if (!node.alive || seen.getOrDefault(node, -1) >= version) {
            return;
        } else if (cluster.isCutOff(node)) {
            cluster.at(TRY_AGAIN, () -> see(node, version));
            return;
        }
        Map<Node, Status> before = seenBy(node);
        Map<Node, Status> now = states.get(version);
        seen.put(node, version);
        before.keySet().stream().filter(other -> !now.containsKey(other)).forEach(node::lose);
        node.feed(new PlacementEvent.MembersChanged(members(now)));
        now.keySet().stream()
                .filter(other -> other != node && !before.containsKey(other))
                .forEach(other -> cluster.at(random.nextLong(LONGEST_SEARCH), () -> find(node, other)));
        boolean removed = before.containsKey(node) && !now.containsKey(node);
        if (removed || now.get(node) == Status.EXITING) {
            node.die();
        }
    }

    private Map<Node, Status> seenBy(Node node) {
        int version = seen.getOrDefault(node, -1);
        return version < 0 ? Map.of() : states.get(version);
    }

    private void find(Node node, Node other) {
        if (!node.alive || !other.alive || !seenBy(node).containsKey(other)) {
            return;
        } else if (cluster.isCutOff(node) != cluster.isCutOff(other)) {
            cluster.at(TRY_AGAIN, () -> find(node, other));
            return;
        }
        node.find(other);
    }

    private void lead() {
        cluster.at(LEADER_EVERY, this::lead);
        Map<Node, Status> next = next();
        if (isSeenByAll() && !next.equals(latest())) {
            publish(next);
        }
    }

    private boolean isSeenByAll() {
        return latest().entrySet().stream().allMatch(member -> switch (member.getValue()) {
            case JOINING -> member.getKey().alive && !cluster.isCutOff(member.getKey());
            case UP ->
                member.getKey().alive
                        && !cluster.isCutOff(member.getKey())
                        && seen.getOrDefault(member.getKey(), -1) == states.size() - 1;
            case EXITING, DOWN -> true;
        });
    }

    private Map<Node, Status> next() {
        Map<Node, Status> next = new LinkedHashMap<>();
        latest().forEach((node, status) -> {
            if (status == Status.JOINING || (status == Status.UP && !wantToLeave.contains(node))) {
                next.put(node, Status.UP);
            } else if (status == Status.UP) {
                next.put(node, Status.EXITING);
            }
        });
        return next;
    }

    /** Whether these go on after a cut, also if those that join are counted: more than half, or the half with the lowest address. */
    boolean goOn(Set<Node> side) {
        Set<Node> in = new LinkedHashSet<>();
        latest().forEach((node, status) -> {
            if (status == Status.UP) {
                in.add(node);
            }
        });
        Set<Node> all = new LinkedHashSet<>(in);
        latest().forEach((node, status) -> {
            if (status == Status.JOINING) {
                all.add(node);
            }
        });
        return isMajority(side, in) && isMajority(side, all);
    }

    private static boolean isMajority(Set<Node> side, Set<Node> all) {
        long twice = 2 * all.stream().filter(side::contains).count();
        return twice > all.size()
                || (twice == all.size()
                        && all.stream()
                                .min(SimulatedMembership::compare)
                                .filter(side::contains)
                                .isPresent());
    }

    /** As Akka's {@code Member.addressOrdering}. */
    private static int compare(Node one, Node other) {
        String[] first = one.name.split(":", 2);
        String[] second = other.name.split(":", 2);
        int hosts = first[0].compareTo(second[0]);
        return hosts == 0 ? Integer.compare(Integer.parseInt(first[1]), Integer.parseInt(second[1])) : hosts;
    }
}
