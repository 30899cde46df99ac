package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Nodes with their machines on one virtual clock, over a network that delays and loses, with nodes that die and parts that are cut off. */
final class SimulatedCluster {
    static final long QUEUE_MILLIS = 2_000;
    static final long HOLD_MILLIS = 5_000;
    private static final long SAMPLE_MILLIS = 250;
    /** From a node's silence until the others have removed it. */
    private static final long REMOVAL_MILLIS = 6_000;

    private static final long UNREACHABLE_MILLIS = 2_500;

    /** As text, some would be in another order. */
    private static final List<String> NAMES = List.of(
            "10.0.0.1:25520",
            "10.0.0.10:25520",
            "10.0.0.2:9000",
            "10.0.0.2:10000",
            "10.0.0.20:25520",
            "10.0.0.3:25520",
            "10.0.0.3:9000");

    final List<Node> nodes = new ArrayList<>();
    final Map<String, Integer> begun = new LinkedHashMap<>();
    final Set<Class<?>> happened = new LinkedHashSet<>();
    private final Random random;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Map<String, Long> lastArrival = new LinkedHashMap<>();
    private final Set<Node> cutOff = new LinkedHashSet<>();
    private final SimulatedMembership membership;
    private long sequence;
    private long requests;
    private long lastTrouble;
    long now;
    double loss;
    long longestDelay = 5;

    SimulatedCluster(long seed, int... capacities) {
        random = new Random(seed);
        membership = new SimulatedMembership(this, random);
        for (int capacity : capacities) {
            nodes.add(new Node(nodes.size(), NAMES.get(nodes.size()), capacity));
        }
        membership.begin(nodes);
    }

    void at(long millis, Runnable what) {
        tasks.add(new Task(now + millis, sequence++, what));
    }

    /** Lets this much time pass. */
    void pass(long millis) {
        long end = now + millis;
        for (Task next = tasks.peek(); next != null && next.at <= end; next = tasks.peek()) {
            tasks.remove();
            now = next.at;
            next.what.run();
            check();
        }
        now = end;
    }

    private void check() {
        if (loss > 0 || longestDelay > 50 || !cutOff.isEmpty()) {
            lastTrouble = now;
        }
        Set<String> running = new HashSet<>();
        for (Node node : nodes) {
            if (node.alive) {
                check(node, running);
            }
        }
    }

    /** Called too often for assertions that hold. */
    private void check(Node node, Set<String> runElsewhere) {
        int taken = node.slots.taken();
        if (taken > node.capacity
                || taken < node.running.size() + node.placement.state().holds().size()) {
            fail(node.name + " has " + taken + " of " + node.capacity + " places in use, runs " + node.running.keySet()
                    + " and holds " + node.placement.state().holds());
        }
        for (String id : node.running.keySet()) {
            if (!runElsewhere.add(id)) {
                fail(id + " runs on " + node.name + " and elsewhere");
            }
        }
    }

    List<Node> alive() {
        return nodes.stream().filter(node -> node.alive).toList();
    }

    Node anyAlive() {
        List<Node> alive = alive();
        return alive.get(random.nextInt(alive.size()));
    }

    /** One that would take a call for the cluster; a node that has found none runs calls for itself alone. */
    Node anyOpen() {
        List<Node> open = alive().stream().filter(Node::hasFoundCluster).toList();
        return open.get(random.nextInt(open.size()));
    }

    /** The others find out after a while, and what it ran is lost. */
    void kill(Node victim) {
        Set<Node> left = new LinkedHashSet<>(alive());
        left.remove(victim);
        left.removeAll(cutOff);
        if (isCutOff(victim) || !membership.goOn(left)) {
            return;
        }
        victim.told = toldLongAgo(victim);
        victim.die();
        at(UNREACHABLE_MILLIS, () -> alive().forEach(node -> node.reach(victim, false)));
        at(REMOVAL_MILLIS, () -> membership.down(victim));
    }

    /** Calls that all others must have heard of. */
    private Set<String> toldLongAgo(Node victim) {
        boolean calm = now - lastTrouble > 5_000;
        Set<String> ids = new LinkedHashSet<>(calm ? victim.running.keySet() : Set.of());
        ids.removeIf(id -> victim.since.getOrDefault(id, now) > now - 2_000);
        return ids;
    }

    /** It goes by itself; its calls end with it. */
    void leave(Node node) {
        if (cutOff.isEmpty() && alive().size() - membership.leaving() > 2) {
            membership.leave(node);
        }
    }

    /** A node is started, perhaps one more under the name of one that is gone. */
    void join() {
        if (alive().size() > 6) {
            return;
        }
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (!membership.knowsName(name) && named(name).isEmpty()) {
            Node node = new Node(nodes.size(), name, 1 + random.nextInt(6));
            nodes.add(node);
            membership.join(node);
        }
    }

    /** Cuts some nodes off. */
    void partition(long millis) {
        Set<Node> side = alive().stream()
                .filter(node -> random.nextBoolean())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<Node> rest = new LinkedHashSet<>(alive());
        rest.removeAll(side);
        if (!side.isEmpty() && !rest.isEmpty()) {
            cut(membership.goOn(side) ? rest : side, millis);
        }
    }

    /** Cuts these off, if the others can go on without; if the cut lasts, they give up and are removed. */
    void cut(Set<Node> off, long millis) {
        Set<Node> rest = new LinkedHashSet<>(alive());
        rest.removeAll(off);
        if (!cutOff.isEmpty() || !membership.goOn(rest)) {
            return;
        }
        cutOff.addAll(off);
        at(UNREACHABLE_MILLIS, () -> {
            if (millis > UNREACHABLE_MILLIS) {
                reachability(off, false);
            }
        });
        at(Math.min(millis, REMOVAL_MILLIS), () -> {
            if (millis > REMOVAL_MILLIS) {
                off.forEach(Node::die);
                off.forEach(membership::down);
            }
            cutOff.clear();
            reachability(off, true);
        });
    }

    boolean isCutOff(Node node) {
        return cutOff.contains(node);
    }

    private void reachability(Set<Node> off, boolean reachable) {
        for (Node node : alive()) {
            for (Node other : alive()) {
                if (off.contains(node) != off.contains(other)) {
                    node.reach(other, reachable);
                }
            }
        }
    }

    /** Messages of one node to another keep their order or are lost. */
    private void send(Node from, Node to, Runnable arrival) {
        if (isCutOff(from) != isCutOff(to) || random.nextDouble() < loss) {
            return;
        }
        String link = from.index + ">" + to.index;
        long at = Math.max(lastArrival.getOrDefault(link, 0L), now + random.nextLong(longestDelay + 1));
        lastArrival.put(link, at);
        at(at - now, () -> {
            if (to.alive) {
                arrival.run();
            }
        });
    }

    private Optional<Node> named(String name) {
        return nodes.stream()
                .filter(node -> node.alive && node.name.equals(name))
                .findFirst();
    }

    private record Task(long at, long order, Runnable what) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /** What became of a request. */
    static final class Request {
        final String callId;
        final long askedAt;
        final long lasts;
        PlacementEffect.Outcome outcome = NONE;
        static final PlacementEffect.Outcome NONE = new PlacementEffect.Outcome.There("nowhere", -1);

        Request(String callId, long askedAt, long lasts) {
            this.callId = callId;
            this.askedAt = askedAt;
            this.lasts = lasts;
        }

        boolean isAnswered() {
            return !outcome.equals(NONE);
        }
    }

    /** A node: its machine, its places, its calls. */
    final class Node implements Placement.Outside {
        final int index;
        final String name;
        final int capacity;
        final JobSlots slots;
        final Map<String, JobSlots.Reservation> running = new LinkedHashMap<>();
        final Map<String, Long> since = new LinkedHashMap<>();
        final Map<Long, Request> asked = new LinkedHashMap<>();
        final Set<String> lost = new LinkedHashSet<>();
        Placement placement;
        boolean alive = true;
        Set<String> told = Set.of();
        private final PlacementMachine machine;
        private final Set<Node> found = new LinkedHashSet<>();
        private final Map<Node, Long> foundAt = new LinkedHashMap<>();
        private long diedAt;
        private final Map<PlacementTimer, Long> timers = new LinkedHashMap<>();
        private final Map<Long, Request> claims = new LinkedHashMap<>();

        Node(int index, String name, int capacity) {
            this.index = index;
            this.name = name;
            this.capacity = capacity;
            this.slots = new JobSlots(capacity);
            this.machine = new PlacementMachine(new PlacementSettings(
                    name,
                    Duration.ofMillis(QUEUE_MILLIS),
                    1_000,
                    Duration.ofMillis(500),
                    Duration.ofMillis(HOLD_MILLIS),
                    Duration.ofMillis(1_000),
                    Duration.ofMillis(50)));
            this.placement = placement(PlacementState.initial(now + 1));
            sampleCalls();
        }

        private Placement placement(PlacementState from) {
            return new Placement(
                    machine, from, slots, () -> new NodeLoad(capacity, slots.taken(), 0, 0, false, false), this);
        }

        /** Its part in the cluster fails and begins anew, as an actor does; its calls go on. */
        void fail() {
            asked.values().stream()
                    .filter(request -> !request.isAnswered())
                    .forEach(request -> request.outcome =
                            new PlacementEffect.Outcome.Nowhere(Assignment.Why.FULL, "failed meanwhile"));
            asked.clear();
            timers.clear();
            placement.close();
            placement = placement(placement.state());
            happened.add(PlacementEvent.Restarted.class);
        }

        void find(Node other) {
            if (found.add(other)) {
                feed(new PlacementEvent.PeerFound(other.name));
                foundAt.put(other, now);
            }
        }

        void lose(Node other) {
            if (found.remove(other)) {
                feed(new PlacementEvent.PeerLost(other.name));
                boolean again = named(other.name).isPresent();
                if (!again && Objects.requireNonNull(foundAt.get(other)) < other.diedAt - 3_000) {
                    assertThat(lost).as("calls lost with " + other.name).containsAll(other.told);
                }
            }
        }

        void reach(Node other, boolean reachable) {
            if (found.contains(other)) {
                feed(new PlacementEvent.Reachability(other.name, reachable));
            }
        }

        private void sampleCalls() {
            at(SAMPLE_MILLIS, () -> {
                if (alive) {
                    feed(new PlacementEvent.CallsSampled(running.keySet()));
                    sampleCalls();
                }
            });
        }

        void feed(PlacementEvent event) {
            happened.add(event.getClass());
            placement.feed(event);
        }

        /** A call comes in here, and lasts this long if it is taken. */
        Request want(String callId, long lasts) {
            Request request = new Request(callId, now, lasts);
            long id = ++requests;
            asked.put(id, request);
            at(
                    QUEUE_MILLIS + 1,
                    () -> assertThat(!alive || request.isAnswered())
                            .as("answer for " + callId + " by its deadline")
                            .isTrue());
            feed(new PlacementEvent.Wanted(id, callId, Optional.empty()));
            return request;
        }

        boolean hasFoundCluster() {
            return !placement.state().members().isEmpty();
        }

        void die() {
            alive = false;
            diedAt = now;
            running.clear();
        }

        private void begin(Request request, JobSlots.Reservation place) {
            assertThat(running).as("calls of " + name).doesNotContainKey(request.callId);
            running.put(request.callId, place);
            since.put(request.callId, now);
            begun.merge(request.callId, 1, Integer::sum);
            at(request.lasts, () -> end(request.callId));
        }

        void end(String callId) {
            Optional.ofNullable(running.remove(callId)).ifPresent(JobSlots.Reservation::release);
            if (alive) {
                placement.sample();
            }
        }

        @Override
        public void send(String node, PeerMessage message) {
            happened.add(message.getClass());
            named(node)
                    .ifPresent(to ->
                            SimulatedCluster.this.send(this, to, () -> to.feed(new PlacementEvent.Heard(message))));
        }

        @Override
        public void answer(long id, PlacementEffect.Outcome outcome) {
            happened.add(outcome.getClass());
            Request request = asked.get(id);
            if (request == null) {
                return;
            }
            assertThat(request.isAnswered())
                    .as("answered before: " + request.callId)
                    .isFalse();
            request.outcome = outcome;
            if (outcome instanceof PlacementEffect.Outcome.Here here) {
                begin(request, here.place().handOver().orElseThrow());
            } else if (outcome instanceof PlacementEffect.Outcome.There there) {
                named(there.node())
                        .ifPresent(to -> SimulatedCluster.this.send(
                                this, to, () -> to.arrive(new AskKey(name, there.ask()), request)));
            }
        }

        private void arrive(AskKey key, Request request) {
            long ticket = ++requests;
            claims.put(ticket, request);
            feed(new PlacementEvent.Claimed(key, ticket));
        }

        @Override
        public void handOver(long ticket, Optional<PlacementState.Hold> hold) {
            Request request = Objects.requireNonNull(claims.remove(ticket));
            hold.ifPresent(held -> begin(request, held.place().handOver().orElseThrow()));
        }

        @Override
        public void startTimer(PlacementTimer timer, Duration delay) {
            long id = ++requests;
            timers.put(timer, id);
            at(delay.toMillis(), () -> {
                if (alive && timers.getOrDefault(timer, 0L) == id) {
                    timers.remove(timer);
                    feed(new PlacementEvent.Due(timer));
                }
            });
        }

        @Override
        public void cancelTimer(PlacementTimer timer) {
            timers.remove(timer);
        }

        @Override
        public void lost(PlacementEffect.Lost effect) {
            lost.addAll(effect.calls());
        }

        @Override
        public void endDoubled(PlacementEffect.EndDoubled doubled) {
            throw new AssertionError("end of " + doubled.callId() + ", which runs once");
        }
    }
}
