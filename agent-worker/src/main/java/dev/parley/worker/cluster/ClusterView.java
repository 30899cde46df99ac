package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.PlacementState;
import dev.parley.worker.http.NodeGoneException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** What the node's actor knows, for all threads: written by it, read by the API. */
final class ClusterView {
    private final AtomicReference<PlacementState> state = new AtomicReference<>(PlacementState.initial(0));
    private final Map<String, ActorRef<ClusterMessage>> peers = new ConcurrentHashMap<>();
    private final Map<String, Collection<CompletableFuture<?>>> waiting = new ConcurrentHashMap<>();

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

    /** Whoever waits for that node learns that it waits in vain. */
    void gone(String node) {
        peers.remove(node);
        Optional.ofNullable(waiting.remove(node))
                .ifPresent(left -> left.forEach(future -> future.completeExceptionally(new NodeGoneException(node))));
    }

    /** The answer of a node; fails with {@link NodeGoneException} as soon as the node is gone. */
    <T> CompletionStage<T> unlessGone(String node, CompletionStage<T> answer) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Collection<CompletableFuture<?>> others = waiting.computeIfAbsent(node, first -> new ConcurrentLinkedQueue<>());
        others.add(result);
        answer.whenComplete((value, problem) -> {
            others.removeIf(future -> future == result);
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
