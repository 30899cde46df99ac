package dev.parley.worker.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.Members;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.PlacementEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which other nodes are there, and where. They find each other by the receptionist; that one is gone is the cluster's word alone, {@code
 * MemberRemoved}. Used by the node's actor alone, which is sent the {@link News} and brings them here.
 */
final class Membership {
    private static final ServiceKey<ClusterMessage> KEY = ServiceKey.create(ClusterMessage.class, "parley-node");

    private static final Set<MemberStatus> CHANGING =
            Set.of(MemberStatus.joining(), MemberStatus.weaklyUp(), MemberStatus.exiting(), MemberStatus.down());

    private final ActorContext<NodeCommand> context;
    private final ClusterView view;
    private final NodeHands hands;
    private final Consumer<PlacementEvent> placement;
    private final Map<String, ActorRef<ClusterMessage>> peers = new HashMap<>();
    private final Set<ActorRef<ClusterMessage>> removed;
    private Members members;

    /** With what was known before a failure of the actor. */
    Membership(
            ActorContext<NodeCommand> context,
            ClusterView view,
            NodeHands hands,
            Members members,
            Consumer<PlacementEvent> placement) {
        this.context = context;
        this.view = view;
        this.hands = hands;
        this.members = members;
        this.placement = placement;
        this.removed = view.removed();
        peers.putAll(view.peers());
    }

    /** What the cluster or the receptionist tells. */
    interface News extends NodeCommand {
        void reach(Membership membership);
    }

    /**
     * A member is there or has changed.
     *
     * @param counted whether it is in, neither about to be let in nor on its way out
     */
    private record MemberSeen(String node, boolean counted) implements News {
        @Override
        public void reach(Membership membership) {
            membership.changed(membership.members.with(node, counted));
        }
    }

    private record MemberGone(String node) implements News {
        @Override
        public void reach(Membership membership) {
            membership.onGone(node);
        }
    }

    private record Reachable(String node, boolean reachable) implements News {
        @Override
        public void reach(Membership membership) {
            membership.onReachable(this);
        }
    }

    private record Listed(Receptionist.Listing listing) implements News {
        @Override
        public void reach(Membership membership) {
            membership.onListed(listing.getAllServiceInstances(KEY));
        }
    }

    void listen() {
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ClusterEvent.MemberEvent.class, Membership::membership),
                        ClusterEvent.MemberEvent.class));
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ClusterEvent.ReachabilityEvent.class, Membership::reachability),
                        ClusterEvent.ReachabilityEvent.class));
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(Receptionist.Listing.class, Listed::new);
        context.getSystem()
                .receptionist()
                .tell(Receptionist.register(KEY, context.getSelf().narrow()));
        context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
    }

    private static News membership(ClusterEvent.MemberEvent event) {
        String node = nameOf(event.member().address());
        return event instanceof ClusterEvent.MemberRemoved
                ? new MemberGone(node)
                : new MemberSeen(node, isCounted(event.member().status()));
    }

    /** The cluster takes the next step with a member only when all that are in have seen the last. */
    private static boolean isCounted(MemberStatus status) {
        return !CHANGING.contains(status);
    }

    private static News reachability(ClusterEvent.ReachabilityEvent event) {
        return new Reachable(nameOf(event.member().address()), event instanceof ClusterEvent.ReachableMember);
    }

    /** How a node is named. */
    static String nameOf(Address address) {
        return address.getHost().orElse("local") + ":" + address.getPort().orElse(0);
    }

    /** After a failure: learns what it has missed of the cluster since. */
    void resume() {
        Members now = now();
        List.copyOf(peers.keySet()).stream().filter(node -> !now.contains(node)).forEach(this::onGone);
        changed(now);
        Set<String> silent = new HashSet<>();
        Cluster.get(context.getSystem())
                .state()
                .getUnreachable()
                .forEach(member -> silent.add(nameOf(member.address())));
        peers.keySet().forEach(node -> placement.accept(new PlacementEvent.Reachability(node, !silent.contains(node))));
    }

    private Members now() {
        Members all = Members.NONE;
        for (Member member : Cluster.get(context.getSystem()).state().getMembers()) {
            all = all.with(nameOf(member.address()), isCounted(member.status()));
        }
        return all;
    }

    private void changed(Members next) {
        if (!next.equals(members)) {
            members = next;
            placement.accept(new PlacementEvent.MembersChanged(members));
        }
    }

    /** Refs of nodes that are gone stay listed for a while. */
    private void onListed(Set<ActorRef<ClusterMessage>> listed) {
        removed.retainAll(listed);
        for (ActorRef<ClusterMessage> ref : listed) {
            Address address = ref.path().address();
            if (address.hasGlobalScope() && !removed.contains(ref)) {
                onFound(nameOf(address), ref);
            }
        }
    }

    private void onFound(String node, ActorRef<ClusterMessage> ref) {
        Optional<ActorRef<ClusterMessage>> before = Optional.ofNullable(peers.put(node, ref));
        if (before.isPresent() && before.get().equals(ref)) {
            return;
        }
        if (before.isPresent()) {
            removed.add(before.get());
            lose(node);
        }
        hands.found(node, ref);
        view.found(node, ref);
        context.getLog().info("Node [{}] is there.", node);
        placement.accept(new PlacementEvent.PeerFound(node));
    }

    private void onGone(String node) {
        Optional.ofNullable(peers.remove(node)).ifPresent(ref -> {
            removed.add(ref);
            lose(node);
        });
        changed(members.without(node));
    }

    /** What waits for its answer learns of it when the calls that went with it are known. */
    private void lose(String node) {
        hands.gone(node);
        placement.accept(new PlacementEvent.PeerLost(node));
        view.gone(node);
    }

    private void onReachable(Reachable message) {
        if (!message.reachable) {
            context.getLog().warn("Node [{}] doesn't answer.", message.node);
        }
        placement.accept(new PlacementEvent.Reachability(message.node, message.reachable));
    }
}
