package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.cluster.internal.SimulatedCluster.Node;
import dev.parley.worker.cluster.internal.SimulatedCluster.Request;
import dev.parley.worker.job.Assignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Thousands of lives of a cluster in which everything goes wrong at times. After every event: no node runs more than it can, no call
 * runs twice; every request is answered by its deadline; once all is quiet, every place is free and can be used.
 */
class PlacementSimulationTest {
    /** More by {@code -Dparley.test.lives=...}. */
    private static final int LIVES = Integer.getInteger("parley.test.lives", 600);

    private static final long FIRST_SEED = 20_261_121;

    @Test
    void shouldKeepItsRulesWhateverHappens() {
        Set<Class<?>> happened = new HashSet<>();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + LIVES; seed++) {
            try {
                happened.addAll(live(seed));
            } catch (AssertionError broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }

        assertThat(happened).as("otherwise the lives would prove little").containsAll(allThatCanHappen());
    }

    private static List<Class<?>> allThatCanHappen() {
        List<Class<?>> wanted = new ArrayList<>(List.of(PeerMessage.class.getPermittedSubclasses()));
        wanted.removeIf(type -> !type.isRecord());
        wanted.addAll(List.of(Outcome.class.getPermittedSubclasses()));
        wanted.addAll(List.of(
                PlacementEvent.Wanted.class,
                PlacementEvent.Claimed.class,
                PlacementEvent.CallsSampled.class,
                PlacementEvent.DrainAsked.class,
                PlacementEvent.PeerFound.class,
                PlacementEvent.PeerLost.class,
                PlacementEvent.MembersChanged.class,
                PlacementEvent.Restarted.class,
                PlacementEvent.Reachability.class,
                PlacementEvent.Heard.class,
                PlacementEvent.Due.class));
        return wanted;
    }

    private static Set<Class<?>> live(long seed) {
        Random random = new Random(seed);
        int[] capacities = random.ints(3 + random.nextInt(3), 1, 7).toArray();
        SimulatedCluster cluster = new SimulatedCluster(seed, capacities);
        List<Request> requests = new ArrayList<>();
        cluster.pass(100);
        for (int i = 0; i < 60; i++) {
            act(cluster, random, requests, seed + "-" + i);
            cluster.pass(random.nextInt(random.nextInt(8) == 0 ? 3_000 : 300));
        }
        settle(cluster);
        assertThat(requests)
                .filteredOn(request -> request.callId.startsWith("call-"))
                .allMatch(request -> cluster.begun.getOrDefault(request.callId, 0) <= 1);
        useEveryPlace(cluster, seed);
        return cluster.happened;
    }

    private static void act(SimulatedCluster cluster, Random random, List<Request> requests, String id) {
        int chance = random.nextInt(100);
        if (chance < 20) {
            String shared = "shared-" + random.nextInt(4);
            for (Node node : cluster.alive()) {
                if (random.nextInt(3) > 0) {
                    cluster.at(random.nextInt(20), () -> wantIfAlive(node, shared, 50 + random.nextInt(8_000)));
                }
            }
        } else if (chance < 70) {
            int burst = random.nextInt(6) == 0 ? 15 : 1;
            for (int i = 0; i < burst; i++) {
                requests.add(cluster.anyOpen().want("call-" + id + "-" + i, 50 + random.nextInt(8_000)));
            }
        } else if (chance < 78) {
            cluster.loss = random.nextBoolean() ? 0 : random.nextDouble() * 0.5;
        } else if (chance < 84) {
            cluster.longestDelay = random.nextInt(4) == 0 ? 900 : 1 + random.nextInt(40);
        } else if (chance < 87 && cluster.alive().size() > 2) {
            cluster.kill(cluster.anyAlive());
        } else if (chance < 91) {
            cluster.partition(500 + random.nextInt(12_000));
        } else if (chance < 95) {
            joinOrLeave(cluster, random);
        } else if (chance < 96) {
            cluster.anyAlive().fail();
        } else if (chance < 97) {
            cluster.anyAlive().feed(new PlacementEvent.DrainAsked());
        }
    }

    private static void joinOrLeave(SimulatedCluster cluster, Random random) {
        if (random.nextInt(4) == 0) {
            cluster.leave(cluster.anyAlive());
        } else {
            for (int i = random.nextInt(3); i >= 0; i--) {
                cluster.join();
            }
        }
    }

    private static void wantIfAlive(Node node, String callId, long lasts) {
        if (node.alive && node.hasFoundCluster()) {
            node.want(callId, lasts);
        }
    }

    /** The network is whole again, and the last call ends. */
    private static void settle(SimulatedCluster cluster) {
        cluster.loss = 0;
        cluster.longestDelay = 5;
        cluster.pass(30_000);
        for (Node node : cluster.alive()) {
            assertThat(node.slots.taken())
                    .as("places that leaked on " + node.name)
                    .isZero();
            assertThat(node.placement.state().requests()).isEmpty();
            assertThat(node.placement.state().holds()).isEmpty();
            assertThat(node.placement.state().records()).as(node.name).isEmpty();
            assertThat(node.placement.state().peers().keySet())
                    .containsExactlyInAnyOrderElementsOf(cluster.alive().stream()
                            .filter(other -> other != node)
                            .map(other -> other.name)
                            .toList());
            node.placement
                    .state()
                    .peers()
                    .forEach((name, peer) -> assertThat(peer.calls())
                            .as(node.name + "'s view of " + name)
                            .isEmpty());
        }
    }

    /** As many calls as there are places come in at one node: all are taken; one more is not. */
    private static void useEveryPlace(SimulatedCluster cluster, long seed) {
        List<Node> open = cluster.alive().stream()
                .filter(node -> node.placement.state().load().isOpen())
                .toList();
        int places = open.stream().mapToInt(node -> node.capacity).sum();
        Node entry = cluster.anyAlive();
        List<Request> last = new ArrayList<>();
        for (int i = 0; i <= places; i++) {
            last.add(entry.want("last-" + seed + "-" + i, 60_000));
        }
        cluster.pass(SimulatedCluster.QUEUE_MILLIS + 1_000);
        assertThat(last.stream().filter(request -> !(request.outcome instanceof Outcome.Nowhere)))
                .hasSize(places);
        open.forEach(node -> assertThat(node.running).as(node.name).hasSize(node.capacity));
    }

    /** All nodes are asked for the same call within some milliseconds: it begins once, and the others are told that it exists. */
    @Test
    void shouldBeginACallOnceThatAllNodesAreAskedFor() {
        for (long seed = 1; seed <= 2_000; seed++) {
            SimulatedCluster cluster = new SimulatedCluster(seed, 2, 2, 2, 2, 2);
            Random random = new Random(seed);
            List<Request> requests = new ArrayList<>();
            cluster.pass(100);
            cluster.nodes.forEach(
                    node -> cluster.at(random.nextInt(12), () -> requests.add(node.want("same", 60_000))));

            cluster.pass(SimulatedCluster.QUEUE_MILLIS + 100);

            assertThat(cluster.begun).as("seed " + seed).containsExactly(Map.entry("same", 1));
            assertThat(requests.stream().filter(PlacementSimulationTest::isToldThatItExists))
                    .as("seed " + seed)
                    .hasSize(4);
            String owner = cluster.nodes.stream()
                    .filter(node -> node.running.containsKey("same"))
                    .findFirst()
                    .orElseThrow()
                    .name;
            assertThat(cluster.nodes)
                    .filteredOn(node -> !node.name.equals(owner))
                    .allMatch(node -> node.placement.state().ownerOf("same").equals(Optional.of(owner)));
        }
    }

    private static boolean isToldThatItExists(Request request) {
        return request.outcome instanceof Outcome.Nowhere nowhere && nowhere.why() == Assignment.Why.EXISTS;
    }

    /** Both parts of a cut are asked for the same call, before any node knows of the cut: only the larger one begins it. */
    @Test
    void shouldBeginACallInTheLargerPartOnly() {
        for (long seed = 1; seed <= 500; seed++) {
            SimulatedCluster cluster = new SimulatedCluster(seed, 2, 2, 2);
            cluster.pass(100);
            Node alone = cluster.anyAlive();
            cluster.cut(Set.of(alone), 60_000);
            List<Request> requests = new ArrayList<>();
            cluster.nodes.forEach(node -> requests.add(node.want("same", 60_000)));

            cluster.pass(SimulatedCluster.QUEUE_MILLIS + 100);

            assertThat(cluster.begun).as("seed " + seed).containsExactly(Map.entry("same", 1));
            assertThat(alone.running).as("seed " + seed).isEmpty();
            assertThat(alone.placement.state().ownerOf("same")).isEmpty();
        }
    }

    @Test
    void shouldSpreadCallsByCapacity() {
        SimulatedCluster cluster = new SimulatedCluster(1, 50, 100, 150);
        cluster.pass(100);
        for (int i = 0; i < 150; i++) {
            cluster.nodes.get(i % 3).want("call-" + i, 60_000);
            cluster.pass(7);
        }
        cluster.pass(1_000);
        assertThat(cluster.nodes.get(0).running.size()).isBetween(23, 27);
        assertThat(cluster.nodes.get(1).running.size()).isBetween(45, 55);
        assertThat(cluster.nodes.get(2).running.size()).isBetween(68, 82);
    }

    @Test
    void shouldTakeExactlyAsManyAsThereIsRoomFor() {
        SimulatedCluster cluster = new SimulatedCluster(1, 20, 30, 50);
        cluster.pass(100);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            requests.add(cluster.nodes.get(i % 3).want("call-" + i, 60_000));
        }
        cluster.pass(SimulatedCluster.QUEUE_MILLIS + 100);
        assertThat(requests.stream().filter(request -> request.outcome instanceof Outcome.Nowhere))
                .hasSize(400);
        assertThat(cluster.nodes.stream().mapToInt(node -> node.running.size()).sum())
                .isEqualTo(100);
    }
}
