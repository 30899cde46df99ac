package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.Cluster;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.JobMessage;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node's part in the cluster: feeds the {@link PlacementMachine} and answers what is forwarded. One phase. */
final class ClusterNode {
    /** Shorter than another node waits for an answer. */
    private static final Duration MANAGER_DEADLINE = Duration.ofMillis(400);

    private static final Duration SAMPLE_EVERY = Duration.ofMillis(250);
    private static final Duration SAMPLE_IDLE_EVERY = Duration.ofSeconds(1);
    private static final Duration REPORT_DELAY = Duration.ofMillis(50);

    private final ActorContext<NodeCommand> context;
    private final TimerScheduler<NodeCommand> timers;
    private final NodeParts parts;
    private final ActorRef<WorkerManager.Command> manager;
    private final String self;
    private final NodeHands hands;
    private final Placement placement;
    private final Membership membership;
    private Duration sampled = Duration.ZERO;

    private ClusterNode(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            NodeParts parts,
            ActorRef<WorkerManager.Command> manager) {
        this.context = context;
        this.timers = timers;
        this.parts = parts;
        this.manager = manager;
        this.self =
                Membership.nameOf(Cluster.get(context.getSystem()).selfMember().address());
        this.hands = new NodeHands(context, timers, parts, manager, self, System::nanoTime, InstantSource.system());
        parts.view().peers().forEach(hands::found);
        this.placement = new Placement(
                new PlacementMachine(parts.options().placement(self, REPORT_DELAY)),
                parts.view().state(),
                parts.environment().slots(),
                this::load,
                hands);
        this.membership =
                new Membership(context, parts.view(), hands, placement.state().members(), this::feed);
        sampleEvery(SAMPLE_EVERY);
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

    static Behavior<NodeCommand> create(NodeParts parts, ActorRef<WorkerManager.Command> manager) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(ClusterNode.class);
            ClusterNode node = new ClusterNode(context, timers, parts, manager);
            parts.view().publish(node.placement.state());
            node.membership.resume();
            node.membership.listen();
            context.getLog().info("This node of the cluster is [{}].", node.self);
            return node.joined();
        }));
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
                .onMessage(Membership.News.class, this::onNews)
                .onSignal(PreRestart.class, signal -> onFailed())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
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

    private void sampleEvery(Duration interval) {
        if (!interval.equals(sampled)) {
            sampled = interval;
            timers.startTimerWithFixedDelay(new Sample(), interval);
        }
    }

    private Behavior<NodeCommand> onSample() {
        boolean idle = parts.environment().slots().taken() == 0
                && placement.state().calls().isEmpty();
        sampleEvery(idle ? SAMPLE_IDLE_EVERY : SAMPLE_EVERY);
        if (!idle) {
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

    private Behavior<NodeCommand> onNews(Membership.News news) {
        news.reach(membership);
        return Behaviors.same();
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
