package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    final List<Node> nodes = new ArrayList<>();
    final Map<String, Integer> begun = new HashMap<>();
    final Set<Class<?>> happened = new HashSet<>();
    private final Random random;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private final Map<Integer, Integer> sides = new HashMap<>();
    private long sequence;
    private long requests;
    private long cuts;
    private long lastTrouble;
    long now;
    double loss;
    long longestDelay = 5;

    SimulatedCluster(long seed, int... capacities) {
        random = new Random(seed);
        for (int capacity : capacities) {
            nodes.add(new Node(nodes.size(), capacity));
        }
        nodes.forEach(node -> nodes.stream()
                .filter(other -> other != node)
                .forEach(other -> node.feed(new PlacementEvent.PeerFound(other.name))));
        tellMembers();
    }

    private void tellMembers() {
        Members members = new Members(alive().stream().map(node -> node.name).collect(Collectors.toSet()), Set.of());
        alive().forEach(node -> node.feed(new PlacementEvent.MembersChanged(members)));
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
        if (loss > 0 || longestDelay > 50 || !sides.isEmpty()) {
            lastTrouble = now;
        }
        Map<String, Integer> running = new HashMap<>();
        for (Node node : alive()) {
            assertThat(node.running.size() + node.placement.state().holds().size())
                    .as("calls and holds of " + node.name)
                    .isLessThanOrEqualTo(node.slots.taken());
            assertThat(node.slots.taken()).isBetween(0, node.capacity);
            node.running.keySet().forEach(id -> running.merge(id, 1, Integer::sum));
        }
        running.forEach((id, times) -> assertThat(times).as("runs of " + id).isEqualTo(1));
    }

    List<Node> alive() {
        return nodes.stream().filter(node -> node.alive).toList();
    }

    Node anyAlive() {
        List<Node> alive = alive();
        return alive.get(random.nextInt(alive.size()));
    }

    /** The others find out after a while, and what it ran is lost. */
    void kill(Node victim) {
        Set<String> known = new HashSet<>(victim.toldLongAgo());
        victim.die();
        boolean calm = now - lastTrouble > 5_000;
        at(
                UNREACHABLE_MILLIS,
                () -> alive().forEach(node -> node.feed(new PlacementEvent.Reachability(victim.name, false))));
        at(
                REMOVAL_MILLIS,
                () -> alive().forEach(node -> {
                    node.feed(new PlacementEvent.PeerLost(victim.name));
                    if (calm) {
                        assertThat(node.lost)
                                .as("calls lost with " + victim.name)
                                .containsAll(known);
                    }
                    node.forget(victim.name);
                }));
    }

    /** Cuts a minority off; if the cut lasts, the minority gives up and is removed. */
    void partition(long millis) {
        List<Node> alive = alive();
        if (alive.size() < 3 || !sides.isEmpty()) {
            return;
        }
        Node minority = alive.get(random.nextInt(alive.size()));
        alive.forEach(node -> sides.put(node.index, node == minority ? 1 : 0));
        long cut = ++cuts;
        at(UNREACHABLE_MILLIS, () -> {
            if (cut == cuts && !sides.isEmpty() && minority.alive) {
                reachability(minority, true);
            }
        });
        at(Math.min(millis, REMOVAL_MILLIS), () -> {
            if (millis > REMOVAL_MILLIS && minority.alive) {
                minority.die();
                alive().forEach(node -> {
                    node.feed(new PlacementEvent.PeerLost(minority.name));
                    node.forget(minority.name);
                });
            }
            sides.clear();
            if (minority.alive) {
                reachability(minority, false);
            }
        });
    }

    /** The node that is cut off. */
    Optional<Node> minority() {
        return nodes.stream()
                .filter(node -> sides.getOrDefault(node.index, 0) == 1)
                .findFirst();
    }

    private void reachability(Node minority, boolean cut) {
        for (Node node : alive()) {
            if (node == minority) {
                alive().stream()
                        .filter(other -> other != minority)
                        .forEach(other -> node.feed(new PlacementEvent.Reachability(other.name, !cut)));
            } else {
                node.feed(new PlacementEvent.Reachability(minority.name, !cut));
            }
        }
    }

    /** Messages of one node to another keep their order or are lost. */
    private void send(Node from, Node to, Runnable arrival) {
        boolean cut = !sides.getOrDefault(from.index, 0).equals(sides.getOrDefault(to.index, 0));
        if (cut || random.nextDouble() < loss) {
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
        return nodes.stream().filter(node -> node.name.equals(name)).findFirst();
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
        final Map<String, Long> since = new HashMap<>();
        final Map<Long, Request> asked = new LinkedHashMap<>();
        final Set<String> lost = new HashSet<>();
        final Placement placement;
        boolean alive = true;
        private final Map<PlacementTimer, Long> timers = new HashMap<>();
        private final Map<Long, Request> claims = new HashMap<>();

        Node(int index, int capacity) {
            this.index = index;
            this.name = "10.0.0." + index + ":25520";
            this.capacity = capacity;
            this.slots = new JobSlots(capacity);
            this.placement = new Placement(
                    new PlacementMachine(new PlacementSettings(
                            name,
                            Duration.ofMillis(QUEUE_MILLIS),
                            1_000,
                            Duration.ofMillis(500),
                            Duration.ofMillis(HOLD_MILLIS),
                            Duration.ofMillis(1_000),
                            Duration.ofMillis(50))),
                    PlacementState.initial(1),
                    slots,
                    () -> new NodeLoad(capacity, slots.taken(), 0, 0, false, false),
                    this);
            sampleCalls();
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

        /** The cluster counts that node no more. */
        void forget(String node) {
            feed(new PlacementEvent.MembersChanged(placement.state().members().without(node)));
        }

        void die() {
            alive = false;
            running.clear();
        }

        /** Calls that all others must have heard of. */
        Set<String> toldLongAgo() {
            Set<String> ids = new HashSet<>(running.keySet());
            ids.removeIf(id -> since.getOrDefault(id, now) > now - 2_000);
            return ids;
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
            Request request = Objects.requireNonNull(asked.get(id));
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
