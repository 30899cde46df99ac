package dev.parley.worker.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.Members;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.NodeLoad;
import dev.parley.worker.cluster.internal.PeerMessage;
import dev.parley.worker.cluster.internal.Placement;
import dev.parley.worker.cluster.internal.PlacementEvent;
import dev.parley.worker.cluster.internal.PlacementMachine;
import dev.parley.worker.cluster.internal.PlacementTimer;
import dev.parley.worker.http.OtherNodes;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.WorkerManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node's part in the cluster: hears of the others, feeds the {@link PlacementMachine} and answers what is forwarded.
 *
 * <p>One phase. The nodes find each other by the receptionist; that one is gone is the cluster's word alone, {@code MemberRemoved}.
 */
final class ClusterNode {
    private static final ServiceKey<ClusterMessage> KEY = ServiceKey.create(ClusterMessage.class, "parley-node");
    /** Shorter than another node waits for an answer. */
    private static final Duration MANAGER_DEADLINE = Duration.ofMillis(400);

    private static final Set<MemberStatus> CHANGING =
            Set.of(MemberStatus.joining(), MemberStatus.weaklyUp(), MemberStatus.exiting(), MemberStatus.down());

    private static final Duration SAMPLE_EVERY = Duration.ofMillis(250);
    private static final Duration REPORT_DELAY = Duration.ofMillis(50);

    private final ActorContext<NodeCommand> context;
    private final NodeParts parts;
    private final ActorRef<WorkerManager.Command> manager;
    private final String self;
    private final NodeHands hands;
    private final Placement placement;
    private final Map<String, ActorRef<ClusterMessage>> peers = new HashMap<>();
    private final Set<ActorRef<ClusterMessage>> removed;
    private Members members;

    private ClusterNode(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            NodeParts parts,
            ActorRef<WorkerManager.Command> manager) {
        this.context = context;
        this.parts = parts;
        this.manager = manager;
        this.self = nameOf(Cluster.get(context.getSystem()).selfMember().address());
        this.hands = new NodeHands(context, timers, parts, manager, self, System::nanoTime, InstantSource.system());
        this.removed = parts.view().removed();
        peers.putAll(parts.view().peers());
        peers.forEach(hands::found);
        this.placement = new Placement(
                new PlacementMachine(parts.options().placement(self, REPORT_DELAY)),
                parts.view().state(),
                parts.environment().slots(),
                this::load,
                hands);
        this.members = placement.state().members();
        timers.startTimerWithFixedDelay(new Sample(), SAMPLE_EVERY);
    }

    /** After a failure: learns what it has missed of the cluster since. */
    private void resume() {
        parts.view().publish(placement.state());
        Members now = now();
        List.copyOf(peers.keySet()).stream().filter(node -> !now.contains(node)).forEach(this::onMemberGone);
        changed(now);
        Set<String> silent = new HashSet<>();
        Cluster.get(context.getSystem())
                .state()
                .getUnreachable()
                .forEach(member -> silent.add(nameOf(member.address())));
        peers.keySet().forEach(node -> feed(new PlacementEvent.Reachability(node, !silent.contains(node))));
    }

    private Members now() {
        Members all = Members.NONE;
        for (Member member : Cluster.get(context.getSystem()).state().getMembers()) {
            all = all.with(nameOf(member.address()), isCounted(member.status()));
        }
        return all;
    }

    /**
     * Wants a place for a call.
     *
     * @param hold how long it is to be held at least, if not as long as usual
     */
    record WantPlace(String callId, Optional<Duration> hold, ActorRef<OtherNodes.Place> replyTo)
            implements NodeCommand {}

    /** This node is to take no more calls. */
    record DrainSelf() implements NodeCommand {}

    /** This node takes no more calls of the pool; it is about to stop. */
    record LeavePool() implements NodeCommand {}

    /** A timer of the placement is over. */
    record TimerDue(PlacementTimer timer) implements NodeCommand {}

    /** A place was given to a call some time ago; if nobody took it, nobody will. */
    record PlaceUnused(JobSlots.Reservation place) implements NodeCommand {}

    private record Sample() implements NodeCommand {}

    private record Sought(ForwardMessage.FindCall question, Set<String> running) implements NodeCommand {}

    /**
     * The calls that the manager runs.
     *
     * @param settled places that had been used or given back before it was asked
     */
    private record CallsSampled(Set<String> running, Map<String, JobSlots.Reservation> settled)
            implements NodeCommand {}

    /** Nothing that matters here. */
    private record Ignored() implements NodeCommand {}

    /**
     * A member is there or has changed.
     *
     * @param counted whether it is in, neither about to be let in nor on its way out
     */
    private record MemberSeen(String node, boolean counted) implements NodeCommand {}

    private record Listed(Receptionist.Listing listing) implements NodeCommand {}

    private record MemberGone(String node) implements NodeCommand {}

    private record Reachable(String node, boolean reachable) implements NodeCommand {}

    static Behavior<NodeCommand> create(NodeParts parts, ActorRef<WorkerManager.Command> manager) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(ClusterNode.class);
            ClusterNode node = new ClusterNode(context, timers, parts, manager);
            node.resume();
            node.listen();
            context.getLog().info("This node of the cluster is [{}].", node.self);
            return node.joined();
        }));
    }

    private void listen() {
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ClusterEvent.MemberEvent.class, ClusterNode::membership),
                        ClusterEvent.MemberEvent.class));
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ClusterEvent.ReachabilityEvent.class, ClusterNode::reachability),
                        ClusterEvent.ReachabilityEvent.class));
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(Receptionist.Listing.class, Listed::new);
        context.getSystem()
                .receptionist()
                .tell(Receptionist.register(KEY, context.getSelf().narrow()));
        context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
    }

    private Behavior<NodeCommand> joined() {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(WantPlace.class, this::onWantPlace)
                .onMessage(PeerMessage.class, message -> feed(new PlacementEvent.Heard(message)))
                .onMessage(ForwardMessage.FindCall.class, this::onFindCall)
                .onMessage(Sought.class, this::onSought)
                .onMessage(ForwardMessage.Request.class, this::onRequest)
                .onMessage(ForwardMessage.OpenSocket.class, this::onOpenSocket)
                .onMessage(JobMessage.RunJob.class, this::onRunJob)
                .onMessage(ForwardMessage.DrainNode.class, this::onDrainNode)
                .onMessage(DrainSelf.class, message -> onDrainSelf())
                .onMessage(LeavePool.class, message -> feed(new PlacementEvent.DrainAsked()))
                .onMessage(TimerDue.class, message -> feed(new PlacementEvent.Due(message.timer)))
                .onMessage(PlaceUnused.class, this::onPlaceUnused)
                .onMessage(Sample.class, message -> onSample())
                .onMessage(CallsSampled.class, this::onCallsSampled)
                .onMessage(Ignored.class, message -> Behaviors.same())
                .onMessage(Listed.class, this::onListed)
                .onMessage(MemberSeen.class, this::onMemberSeen)
                .onMessage(MemberGone.class, message -> onMemberGone(message.node))
                .onMessage(Reachable.class, this::onReachable)
                .onSignal(PreRestart.class, signal -> onFailed())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private static NodeCommand membership(ClusterEvent.MemberEvent event) {
        String node = nameOf(event.member().address());
        return event instanceof ClusterEvent.MemberRemoved
                ? new MemberGone(node)
                : new MemberSeen(node, isCounted(event.member().status()));
    }

    /** The cluster takes the next step with a member only when all that are in have seen the last. */
    private static boolean isCounted(MemberStatus status) {
        return !CHANGING.contains(status);
    }

    private static NodeCommand reachability(ClusterEvent.ReachabilityEvent event) {
        return new Reachable(nameOf(event.member().address()), event instanceof ClusterEvent.ReachableMember);
    }

    /** How a node is named. */
    static String nameOf(Address address) {
        return address.getHost().orElse("local") + ":" + address.getPort().orElse(0);
    }

    private NodeLoad load() {
        double cpu = parts.environment().load().cpuLoad();
        double mostCpu = parts.environment().options().maxCpuLoad();
        return new NodeLoad(
                parts.environment().slots().capacity(),
                parts.environment().slots().taken(),
                cpu,
                parts.lag().get().toMillis(),
                mostCpu < 1 && cpu >= mostCpu,
                false);
    }

    private Behavior<NodeCommand> feed(PlacementEvent event) {
        try {
            placement.feed(event);
        } finally {
            parts.view().publish(placement.state());
        }
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onWantPlace(WantPlace message) {
        long request = hands.await(message.callId, message.hold, message.replyTo);
        return feed(new PlacementEvent.Wanted(request, message.callId, message.hold));
    }

    /** What has begun without a place of the pool since the last sample is known to the manager alone. */
    private Behavior<NodeCommand> onFindCall(ForwardMessage.FindCall message) {
        if (placement.state().isHere(message.callId())) {
            message.replyTo().tell(new ForwardMessage.CallFound(self, true, Optional.empty()));
        } else {
            context.ask(
                    WorkerManager.CallIds.class,
                    manager,
                    MANAGER_DEADLINE,
                    WorkerManager.ListIds::new,
                    (calls, problem) -> new Sought(message, problem == null ? calls.ids() : Set.of()));
        }
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onSought(Sought message) {
        boolean runs = message.running.contains(message.question.callId());
        Optional<String> lostWith = Optional.ofNullable(placement.state().lost().get(message.question.callId()));
        message.question.replyTo().tell(new ForwardMessage.CallFound(self, runs, lostWith));
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onRequest(ForwardMessage.Request message) {
        return message.ask().isEmpty()
                ? hands.answer(message, Optional.empty())
                : feed(hands.claim(message.from(), message.ask().get(), place -> hands.answerOnPlace(message, place)));
    }

    private Behavior<NodeCommand> onOpenSocket(ForwardMessage.OpenSocket message) {
        return message.ask().isEmpty()
                ? hands.open(message, Optional.empty())
                : feed(hands.claim(message.from(), message.ask().get(), place -> hands.openOnPlace(message, place)));
    }

    private Behavior<NodeCommand> onRunJob(JobMessage.RunJob message) {
        return feed(hands.claim(message.from(), message.ask(), place -> hands.beginOnPlace(message, place)));
    }

    private Behavior<NodeCommand> onDrainNode(ForwardMessage.DrainNode message) {
        message.replyTo().tell(new ForwardMessage.DrainBegun(self));
        return onDrainSelf();
    }

    private Behavior<NodeCommand> onDrainSelf() {
        boolean first = !placement.state().load().draining();
        feed(new PlacementEvent.DrainAsked());
        if (first) {
            context.getLog().info("This node takes no more calls; those that run go on.");
            manager.tell(new WorkerManager.Drain(
                    parts.environment().options().drainTimeout(),
                    context.getSystem().ignoreRef()));
            parts.onDrain().run();
        }
        return Behaviors.same();
    }

    /** Without effect on a place that was handed over to its call. */
    private Behavior<NodeCommand> onPlaceUnused(PlaceUnused message) {
        message.place.release();
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onSample() {
        if (parts.environment().slots().taken() > 0
                || !placement.state().calls().isEmpty()) {
            Map<String, JobSlots.Reservation> settled = hands.settled();
            context.ask(
                    WorkerManager.CallIds.class,
                    manager,
                    MANAGER_DEADLINE,
                    WorkerManager.ListIds::new,
                    (calls, problem) -> problem == null ? new CallsSampled(calls.ids(), settled) : new Ignored());
        }
        placement.sample();
        parts.view().publish(placement.state());
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onCallsSampled(CallsSampled message) {
        return feed(new PlacementEvent.CallsSampled(hands.withPlaces(message.running, message.settled)));
    }

    private Behavior<NodeCommand> onMemberSeen(MemberSeen message) {
        return changed(members.with(message.node, message.counted));
    }

    private Behavior<NodeCommand> changed(Members next) {
        boolean same = next.equals(members);
        members = next;
        return same ? Behaviors.same() : feed(new PlacementEvent.MembersChanged(members));
    }

    /** Refs of nodes that are gone stay listed for a while. */
    private Behavior<NodeCommand> onListed(Listed message) {
        Set<ActorRef<ClusterMessage>> listed = message.listing.getAllServiceInstances(KEY);
        removed.retainAll(listed);
        for (ActorRef<ClusterMessage> ref : listed) {
            Address address = ref.path().address();
            if (address.hasGlobalScope() && !removed.contains(ref)) {
                onFound(nameOf(address), ref);
            }
        }
        return Behaviors.same();
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
        parts.view().found(node, ref);
        context.getLog().info("Node [{}] is there.", node);
        feed(new PlacementEvent.PeerFound(node));
    }

    private Behavior<NodeCommand> onMemberGone(String node) {
        Optional.ofNullable(peers.remove(node)).ifPresent(ref -> {
            removed.add(ref);
            lose(node);
        });
        return changed(members.without(node));
    }

    /** What waits for its answer learns of it when the calls that went with it are known. */
    private void lose(String node) {
        hands.gone(node);
        feed(new PlacementEvent.PeerLost(node));
        parts.view().gone(node);
    }

    private Behavior<NodeCommand> onReachable(Reachable message) {
        if (!message.reachable) {
            context.getLog().warn("Node [{}] doesn't answer.", message.node);
        }
        return feed(new PlacementEvent.Reachability(message.node, message.reachable));
    }

    private Behavior<NodeCommand> onFailed() {
        hands.failed();
        return onStopped();
    }

    private Behavior<NodeCommand> onStopped() {
        placement.close();
        return Behaviors.same();
    }
}
