package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.PlacementState;
import dev.parley.worker.http.NodeGoneException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** What the node's actor knows, for all threads: written by it, read by the API, and by itself when it begins anew after a failure. */
final class ClusterView {
    private final AtomicReference<PlacementState> state =
            new AtomicReference<>(PlacementState.initial(Instant.now().toEpochMilli()));
    private final Map<String, ActorRef<ClusterMessage>> peers = new ConcurrentHashMap<>();
    private final Set<ActorRef<ClusterMessage>> removed = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<Object, CompletableFuture<?>>> waiting = new ConcurrentHashMap<>();

    PlacementState state() {
        return java.util.Objects.requireNonNull(state.get());
    }

    void publish(PlacementState next) {
        state.set(next);
    }

    Optional<ActorRef<ClusterMessage>> peer(String node) {
        return Optional.ofNullable(peers.get(node));
    }

    Map<String, ActorRef<ClusterMessage>> peers() {
        return Map.copyOf(peers);
    }

    void found(String node, ActorRef<ClusterMessage> ref) {
        peers.put(node, ref);
    }

    /** Those of nodes that are gone, as long as they may be listed; the actor's own. */
    Set<ActorRef<ClusterMessage>> removed() {
        return removed;
    }

    /** Whoever waits for that node learns that it waits in vain. */
    void gone(String node) {
        peers.remove(node);
        Optional.ofNullable(waiting.remove(node))
                .ifPresent(left ->
                        left.values().forEach(future -> future.completeExceptionally(new NodeGoneException(node))));
    }

    /** The answer of a node; fails with {@link NodeGoneException} as soon as the node is gone. */
    <T> CompletionStage<T> unlessGone(String node, CompletionStage<T> answer) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Object place = new Object();
        Map<Object, CompletableFuture<?>> others = waiting.computeIfAbsent(node, first -> new ConcurrentHashMap<>());
        others.put(place, result);
        answer.whenComplete((value, problem) -> {
            others.remove(place);
            if (problem == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(problem);
            }
        });
        if (!peers.containsKey(node)) {
            result.completeExceptionally(new NodeGoneException(node));
        }
        return result;
    }
}
