package dev.parley.worker.cluster;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.japi.Pair;
import akka.stream.Materializer;
import akka.stream.SourceRef;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import akka.util.ByteString;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.NodeLoad;
import dev.parley.worker.cluster.internal.PlacementState;
import dev.parley.worker.cluster.internal.SocketFrames;
import dev.parley.worker.http.LocalDoor;
import dev.parley.worker.http.NodeGoneException;
import dev.parley.worker.http.OtherNodes;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.WorkerSupervisor;
import dev.parley.worker.livekit.JobPool;
import dev.parley.worker.livekit.OwnPlaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The pool of places that all nodes of a cluster make up, as one of them sees it. Thread-safe; nothing blocks. */
public final class ClusterPool implements OtherNodes {
    /** Longer than the API lets any answer take. */
    private static final Duration FORWARDED = Duration.ofSeconds(150);

    private static final Duration SEARCH = Duration.ofMillis(500);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final ClusterOptions options;
    private final ClusterView view = new ClusterView();
    private final CompletableFuture<LocalDoor> door = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<NodeCommand>> node = new CompletableFuture<>();
    private final WorkerSupervisor.Companion<NodeCommand> companion;
    private final ClusterJobs jobs;
    private final WorkerSupervisor.Companion<NodeCommand> tools;
    private final Porter porter;
    private final Cluster cluster;
    private final String self;

    private ClusterPool(
            ActorSystem<?> system,
            ClusterOptions options,
            JobEnvironment environment,
            Supplier<Duration> lag,
            Runnable onDrain) {
        this.system = system;
        this.options = options;
        this.porter = new Porter(system);
        this.cluster = Cluster.get(system);
        this.self = Membership.nameOf(cluster.selfMember().address());
        this.jobs = new ClusterJobs(system, options, view, new OwnPlaces(environment, lag), self, this::isUp, node);
        CompletableFuture<ActorRef<NodeCommand>> share = new CompletableFuture<>();
        this.tools = new WorkerSupervisor.Companion<>(
                "cluster-tools", manager -> ToolShare.create(new ToolsView(share), jobs), share);
        NodeParts parts = new NodeParts(options, environment, view, lag, door, jobs, new HashMap<>(), onDrain);
        this.companion =
                new WorkerSupervisor.Companion<>("cluster", manager -> ClusterNode.create(parts, manager), node);
    }

    /**
     * The pool of a system that was made with {@link ClusterConfig#joined}.
     *
     * @param lag how late the actors' threads are
     * @param onDrain done when this node is told to take no more calls
     */
    public static ClusterPool of(
            ActorSystem<?> system,
            ClusterOptions options,
            JobEnvironment environment,
            Supplier<Duration> lag,
            Runnable onDrain) {
        ClusterPool pool = new ClusterPool(system, options, environment, lag, onDrain);
        options.discovery().ifPresent(discovery -> Bootstrap.begin(system, discovery));
        return pool;
    }

    /** The actors that are to run beside the manager. */
    public List<WorkerSupervisor.Companion<?>> companions() {
        return List.of(companion, jobs.companion(), tools);
    }

    /** Where LiveKit jobs find places. */
    public JobPool jobs() {
        return jobs;
    }

    @Override
    public CompletionStage<Done> finishJobs(Duration deadline) {
        return jobs.finish(deadline);
    }

    @Override
    public void open(LocalDoor ownDoor) {
        door.complete(ownDoor);
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public boolean isUp() {
        return cluster.selfMember().status().equals(MemberStatus.up());
    }

    @Override
    public void leave() {
        tell(new ClusterNode.LeavePool());
    }

    private void tell(NodeCommand command) {
        CompletionStage<ActorRef<NodeCommand>> started = node;
        started.thenAccept(actor -> actor.tell(command));
    }

    @Override
    public Optional<String> ownerOf(String callId) {
        return view.state().ownerOf(callId);
    }

    @Override
    public Optional<String> lostWith(String callId) {
        return Optional.ofNullable(view.state().lost().get(callId));
    }

    @Override
    public CompletionStage<Whereabouts> search(String callId) {
        CompletionStage<Whereabouts> found = CompletableFuture.completedFuture(Whereabouts.UNKNOWN);
        for (Map.Entry<String, ActorRef<ClusterMessage>> peer : reachable().entrySet()) {
            CompletionStage<Whereabouts> answer = AskPattern.<ClusterMessage, ForwardMessage.CallFound>ask(
                            peer.getValue(),
                            replyTo -> new ForwardMessage.FindCall(callId, replyTo),
                            SEARCH,
                            system.scheduler())
                    .handle((told, problem) -> problem == null ? whereabouts(told) : Whereabouts.UNKNOWN);
            found = found.thenCombine(answer, Whereabouts::or);
        }
        return found;
    }

    private static Whereabouts whereabouts(ForwardMessage.CallFound told) {
        return new Whereabouts(told.runs() ? Optional.of(told.node()) : Optional.empty(), told.lostWith());
    }

    private Map<String, ActorRef<ClusterMessage>> reachable() {
        Map<String, ActorRef<ClusterMessage>> all = new java.util.LinkedHashMap<>(view.peers());
        all.keySet()
                .removeIf(name -> Optional.ofNullable(view.state().peers().get(name))
                        .filter(peer -> !peer.reachable())
                        .isPresent());
        return all;
    }

    @Override
    public CompletionStage<Place> place(String callId) {
        return node.thenCompose(actor -> AskPattern.ask(
                actor,
                replyTo -> new ClusterNode.WantPlace(callId, Optional.empty(), replyTo),
                options.queueTimeout().plusSeconds(5),
                system.scheduler()));
    }

    @Override
    public CompletionStage<HttpResponse> forward(String name, Optional<Long> ask, HttpRequest request) {
        Optional<ActorRef<ClusterMessage>> peer = view.peer(name);
        if (peer.isEmpty()) {
            return CompletableFuture.failedFuture(new NodeGoneException(name));
        }
        Optional<WebSocketUpgrade> upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
        return view.unlessGone(
                name,
                upgrade.isPresent()
                        ? connect(peer.get(), ask, request, upgrade.get())
                        : AskPattern.<ClusterMessage, ForwardMessage.Response>ask(
                                        peer.get(),
                                        replyTo -> porter.packed(self, ask, request, replyTo),
                                        FORWARDED,
                                        system.scheduler())
                                .thenApply(Porter::unpacked));
    }

    private CompletionStage<HttpResponse> connect(
            ActorRef<ClusterMessage> peer, Optional<Long> ask, HttpRequest request, WebSocketUpgrade upgrade) {
        Materializer materializer = Materializer.matFromSystem(system);
        Pair<SourceRef<ByteString>, Sink<ByteString, NotUsed>> caller =
                StreamRefs.<ByteString>sourceRef().preMaterialize(materializer);
        return AskPattern.<ClusterMessage, ForwardMessage.SocketAnswer>ask(
                        peer,
                        replyTo -> new ForwardMessage.OpenSocket(
                                self, ask, Porter.target(request), caller.first(), replyTo),
                        FORWARDED,
                        system.scheduler())
                .thenApply(answer -> answer.toCaller()
                        .map(toCaller -> upgrade.handleMessagesWith(flow(caller.second(), toCaller, materializer)))
                        .orElseGet(() -> refused(answer, caller.second(), materializer)));
    }

    private static Flow<Message, Message, NotUsed> flow(
            Sink<ByteString, NotUsed> fromCaller, SourceRef<ByteString> toCaller, Materializer materializer) {
        return Flow.fromSinkAndSource(
                Flow.<Message>create()
                        .mapAsync(1, message -> SocketFrames.written(message, materializer))
                        .to(fromCaller),
                toCaller.getSource().map(SocketFrames::read));
    }

    private static HttpResponse refused(
            ForwardMessage.SocketAnswer answer, Sink<ByteString, NotUsed> unused, Materializer materializer) {
        Source.<ByteString>empty().runWith(unused, materializer);
        return Porter.unpacked(answer.refused().orElseThrow());
    }

    @Override
    public List<NodeStatus> nodes() {
        PlacementState state = view.state();
        List<NodeStatus> all = new ArrayList<>();
        all.add(status(self, true, isUp() ? stateOf(state.load(), true) : "joining", state.load()));
        state.peers()
                .forEach((name, peer) ->
                        all.add(status(name, false, stateOf(peer.load(), peer.reachable()), peer.load())));
        return all;
    }

    private static NodeStatus status(String name, boolean own, String state, NodeLoad load) {
        return new NodeStatus(name, own, state, load.capacity(), load.taken(), load.cpu(), load.lagMillis());
    }

    private static String stateOf(NodeLoad load, boolean reachable) {
        if (!reachable) {
            return "unreachable";
        } else if (load.draining()) {
            return "draining";
        }
        return load.busy() ? "busy" : "up";
    }

    @Override
    public CompletionStage<Done> drain(String name) {
        if (name.equals(self)) {
            tell(new ClusterNode.DrainSelf());
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        ActorRef<ClusterMessage> peer = view.peer(name)
                .orElseThrow(() -> new IllegalArgumentException("node: " + name + " (expected: one of "
                        + nodes().stream().map(NodeStatus::node).toList() + ")"));
        CompletionStage<Done> begun = AskPattern.<ClusterMessage, ForwardMessage.DrainBegun>ask(
                        peer, ForwardMessage.DrainNode::new, DRAIN, system.scheduler())
                .thenApply(answer -> Done.getInstance());
        return view.unlessGone(name, begun);
    }
}
