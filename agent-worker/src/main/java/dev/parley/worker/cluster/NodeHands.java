package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import dev.parley.worker.cluster.internal.AskKey;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.PeerMessage;
import dev.parley.worker.cluster.internal.Placement;
import dev.parley.worker.cluster.internal.PlacementEffect;
import dev.parley.worker.cluster.internal.PlacementEvent;
import dev.parley.worker.cluster.internal.PlacementState;
import dev.parley.worker.cluster.internal.PlacementTimer;
import dev.parley.worker.http.LocalDoor;
import dev.parley.worker.http.OtherNodes;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.metrics.WorkerMetric;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Carries out what the placement decides, and answers forwarded requests at the node's own door. Used by the node's actor alone. */
final class NodeHands implements Placement.Outside {
    /** Longer than the API waits for the body of a request that has a place. */
    private static final Duration UNUSED = Duration.ofSeconds(60);
    /** Beyond the time that a call may wait for a place. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final ActorContext<NodeCommand> context;
    private final TimerScheduler<NodeCommand> timers;
    private final NodeParts parts;
    private final ActorRef<WorkerManager.Command> manager;
    private final String self;
    private final LongSupplier nanoTime;
    private final InstantSource wallTime;
    private final Porter porter;
    private final Map<String, ActorRef<ClusterMessage>> peers = new HashMap<>();
    private final JobHost jobs;
    private final Map<Long, Wish> wanting = new HashMap<>();
    private final Map<Long, Consumer<Optional<JobSlots.Reservation>>> claiming = new HashMap<>();
    private final Map<String, JobSlots.Reservation> given;

    private long last;

    private record Wish(String callId, Duration hold, ActorRef<OtherNodes.Place> asker, long since, Instant at) {}

    NodeHands(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            NodeParts parts,
            ActorRef<WorkerManager.Command> manager,
            String self,
            LongSupplier nanoTime,
            InstantSource wallTime) {
        this.self = self;
        this.nanoTime = nanoTime;
        this.wallTime = wallTime;
        this.context = context;
        this.timers = timers;
        this.parts = parts;
        this.manager = manager;
        this.porter = new Porter(context.getSystem());
        this.jobs = new JobHost(parts.environment(), parts.jobs(), manager);
        this.given = parts.given();
        given.values().forEach(place -> expectUse(place, UNUSED));
    }

    /** Nobody is left who could be answered. */
    void failed() {
        Assignment.Refused refused = new Assignment.Refused(
                Assignment.Why.FULL,
                "call: lost from the waiting line by a failure of this node; see its log, try again");
        wanting.values().forEach(wish -> wish.asker.tell(new OtherNodes.Place.Nowhere(refused)));
        wanting.clear();
    }

    void found(String node, ActorRef<ClusterMessage> ref) {
        peers.put(node, ref);
    }

    void gone(String node) {
        peers.remove(node);
    }

    /** Remembers who wants a place; the number of the request. */
    long await(String callId, Optional<Duration> hold, ActorRef<OtherNodes.Place> asker) {
        wanting.put(++last, new Wish(callId, hold.orElse(UNUSED), asker, nanoTime.getAsLong(), wallTime.instant()));
        return last;
    }

    /** The event that claims a held place for what is to be done with it. */
    PlacementEvent claim(String origin, long ask, Consumer<Optional<JobSlots.Reservation>> use) {
        claiming.put(++last, use);
        return new PlacementEvent.Claimed(new AskKey(origin, ask), last);
    }

    @Override
    public void handOver(long ticket, Optional<PlacementState.Hold> hold) {
        hold.ifPresent(held -> given.put(held.callId(), held.place()));
        Optional.ofNullable(claiming.remove(ticket)).ifPresent(use -> use.accept(hold.map(PlacementState.Hold::place)));
    }

    /** Calls whose place is used or given back: the manager's next list of calls has them if they run. */
    Map<String, JobSlots.Reservation> settled() {
        Map<String, JobSlots.Reservation> settled = new HashMap<>(given);
        settled.values().removeIf(JobSlots.Reservation::isHeld);
        return settled;
    }

    /** The calls that run, and those that have a place and may run at any moment. */
    Set<String> withPlaces(Set<String> running, Map<String, JobSlots.Reservation> settledBefore) {
        settledBefore.forEach(given::remove);
        Set<String> all = new HashSet<>(running);
        all.addAll(given.keySet());
        return all;
    }

    @Override
    public void send(String node, PeerMessage message) {
        Optional.ofNullable(peers.get(node)).ifPresent(peer -> peer.tell(message));
    }

    @Override
    public void answer(long request, PlacementEffect.Outcome decided) {
        Optional.ofNullable(wanting.remove(request)).ifPresent(wish -> {
            Duration took = Duration.ofNanos(nanoTime.getAsLong() - wish.since);
            PlacementEffect.Outcome outcome = inTime(wish, decided, took);
            if (outcome instanceof PlacementEffect.Outcome.Here here) {
                given.put(wish.callId, here.place());
                expectUse(here.place(), wish.hold);
            }
            parts.environment()
                    .metrics()
                    .timer(
                            WorkerMetric.PLACEMENTS,
                            "outcome",
                            outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .record(took);
            wish.asker.tell(placeOf(outcome));
        });
    }

    private void expectUse(JobSlots.Reservation place, Duration within) {
        timers.startSingleTimer(place, new ClusterNode.PlaceUnused(place), within);
    }

    /**
     * A process that stood still may have been taken for dead, and what the others promised it for void. They have been told of the
     * place; that it is free again the next list of that node's calls says. Of a suspended machine only the wall clock goes on.
     */
    private PlacementEffect.Outcome inTime(Wish wish, PlacementEffect.Outcome decided, Duration running) {
        Duration wall = Duration.between(wish.at, wallTime.instant());
        Duration took = wall.compareTo(running) > 0 ? wall : running;
        Duration longest = parts.options().queueTimeout().plus(LATE);
        if (took.compareTo(longest) <= 0 || decided instanceof PlacementEffect.Outcome.Nowhere) {
            return decided;
        }
        if (decided instanceof PlacementEffect.Outcome.Here here) {
            here.place().release();
        } else if (decided instanceof PlacementEffect.Outcome.There there) {
            send(there.node(), new PeerMessage.Release(self, there.ask()));
        }
        context.getLog().warn("Job [{}] has a place after [{}] ms, too late to use it.", wish.callId, took.toMillis());
        return new PlacementEffect.Outcome.Nowhere(
                Assignment.Why.FULL,
                "call: a place after " + took.toMillis() + " ms (expected: within " + longest.toMillis()
                        + " ms); this node stood still, try again");
    }

    private OtherNodes.Place placeOf(PlacementEffect.Outcome outcome) {
        if (outcome instanceof PlacementEffect.Outcome.Here here) {
            return new OtherNodes.Place.Here(here.place());
        } else if (outcome instanceof PlacementEffect.Outcome.There there) {
            return new OtherNodes.Place.There(there.node(), there.ask());
        }
        PlacementEffect.Outcome.Nowhere nowhere = (PlacementEffect.Outcome.Nowhere) outcome;
        parts.environment()
                .metrics()
                .counter(WorkerMetric.JOBS_REFUSED, "reason", nowhere.why().wireName())
                .increment();
        return new OtherNodes.Place.Nowhere(new Assignment.Refused(nowhere.why(), nowhere.detail()));
    }

    @Override
    public void startTimer(PlacementTimer timer, Duration delay) {
        timers.startSingleTimer(timer, new ClusterNode.TimerDue(timer), delay);
    }

    @Override
    public void cancelTimer(PlacementTimer timer) {
        timers.cancel(timer);
    }

    @Override
    public void lost(PlacementEffect.Lost lost) {
        context.getLog()
                .warn(
                        "Node [{}] is gone; [{}] calls have ended with it.",
                        lost.node(),
                        lost.calls().size());
        lost.calls().forEach(id -> context.getLog().info("Job [{}] ended [lost]: node {} is gone.", id, lost.node()));
    }

    @Override
    public void endDoubled(PlacementEffect.EndDoubled doubled) {
        manager.tell(new WorkerManager.EndCall(
                doubled.callId(),
                "call: begun on node " + doubled.node() + " too (expected: one of an id); that one goes on"));
    }

    void answerOnPlace(ForwardMessage.Request message, Optional<JobSlots.Reservation> place) {
        if (place.isPresent()) {
            answer(message, place);
        } else {
            message.replyTo().tell(placeLost());
        }
    }

    Behavior<NodeCommand> answer(ForwardMessage.Request message, Optional<JobSlots.Reservation> place) {
        HttpRequest request;
        try {
            request = porter.unpacked(message);
        } catch (RuntimeException malformed) {
            context.getLog().warn("Request from [{}] can't be read.", message.from(), malformed);
            place.ifPresent(JobSlots.Reservation::release);
            message.replyTo().tell(unreadable());
            return Behaviors.same();
        }
        CompletionStage<HttpResponse> answer = parts.door().thenCompose(door -> door.answer(request, place));
        answer.thenAccept(response -> message.replyTo().tell(porter.packed(response)));
        return Behaviors.same();
    }

    void beginOnPlace(JobMessage.RunJob message, Optional<JobSlots.Reservation> place) {
        jobs.begin(message, place);
    }

    void openOnPlace(ForwardMessage.OpenSocket message, Optional<JobSlots.Reservation> place) {
        if (place.isPresent()) {
            open(message, place);
        } else {
            message.replyTo().tell(new ForwardMessage.SocketAnswer(Optional.empty(), Optional.of(placeLost())));
        }
    }

    Behavior<NodeCommand> open(ForwardMessage.OpenSocket message, Optional<JobSlots.Reservation> place) {
        HttpRequest request = HttpRequest.create(message.target());
        CompletionStage<LocalDoor.Socket> socket = parts.door().thenCompose(door -> door.socket(request, place));
        socket.thenAccept(answer -> message.replyTo().tell(opened(message, answer)));
        return Behaviors.same();
    }

    private ForwardMessage.SocketAnswer opened(ForwardMessage.OpenSocket message, LocalDoor.Socket socket) {
        if (socket instanceof LocalDoor.Socket.Open open) {
            return new ForwardMessage.SocketAnswer(
                    Optional.of(porter.connected(message.fromCaller(), open.flow())), Optional.empty());
        }
        return new ForwardMessage.SocketAnswer(
                Optional.empty(), Optional.of(porter.packed(((LocalDoor.Socket.Refused) socket).answer())));
    }

    private static ForwardMessage.Response placeLost() {
        return refusal(
                503,
                Map.of("Retry-After", "1"),
                "{\"error\":\"no room\",\"detail\":\"call: its place is not held any more (expected: a call that comes"
                        + " within parley.cluster.hold-timeout); try again\"}");
    }

    private static ForwardMessage.Response unreadable() {
        return refusal(
                400,
                Map.of(),
                "{\"error\":\"bad request\",\"detail\":\"request: not understood by the node that runs the call (expected: nodes of"
                        + " one version); see its log\"}");
    }

    private static ForwardMessage.Response refusal(int status, Map<String, String> headers, String json) {
        return new ForwardMessage.Response(status, "application/json", headers, Optional.of(json), Optional.empty());
    }
}
