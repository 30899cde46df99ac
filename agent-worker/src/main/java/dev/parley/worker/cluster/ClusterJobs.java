package dev.parley.worker.cluster;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.AskPattern;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.NodeLoad;
import dev.parley.worker.cluster.internal.PeerMessage;
import dev.parley.worker.http.OtherNodes.Place;
import dev.parley.worker.job.JobPlace;
import dev.parley.worker.job.WorkerSupervisor;
import dev.parley.worker.livekit.JobPool;
import dev.parley.worker.livekit.LinkedJob;
import dev.parley.worker.livekit.OwnPlaces;
import dev.parley.worker.livekit.RemotePlace;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** LiveKit jobs over the nodes of a cluster: those that this node's links have taken run where there is room. Thread-safe. */
final class ClusterJobs implements JobPool {
    /** For the end of jobs that are not over by themselves. */
    private static final Duration ENDING = Duration.ofSeconds(90);

    private final ActorSystem<?> system;
    private final ClusterOptions options;
    private final ClusterView view;
    private final OwnPlaces own;
    private final String self;
    private final BooleanSupplier up;
    private final CompletionStage<ActorRef<NodeCommand>> node;
    private final WorkerSupervisor.Companion<SpawnProtocol.Command> companion = new WorkerSupervisor.Companion<>(
            "cluster-jobs", manager -> SpawnProtocol.create(), new CompletableFuture<>());
    private final Set<RemoteJobHandle> remote = ConcurrentHashMap.newKeySet();

    /**
     * The jobs of a node.
     *
     * @param up whether the node is a member that the others know
     */
    ClusterJobs(
            ActorSystem<?> system,
            ClusterOptions options,
            ClusterView view,
            OwnPlaces own,
            String self,
            BooleanSupplier up,
            CompletionStage<ActorRef<NodeCommand>> node) {
        this.system = system;
        this.options = options;
        this.view = view;
        this.own = own;
        this.self = self;
        this.up = up;
        this.node = node;
    }

    /** The actor under which those of jobs run. */
    WorkerSupervisor.Companion<?> companion() {
        return companion;
    }

    void spawn(Behavior<NodeCommand> job, String name) {
        companion
                .whenStarted()
                .thenAccept(
                        actor -> actor.tell(new SpawnProtocol.Spawn<>(job, name, Props.empty(), system.ignoreRef())));
    }

    @Override
    public Found place(String jobId, Duration hold) {
        if (!up.getAsBoolean()) {
            return own.place(jobId, hold);
        }
        return new Found.Later(node.thenCompose(actor -> AskPattern.<NodeCommand, Place>ask(
                        actor,
                        replyTo -> new ClusterNode.WantPlace(jobId, Optional.of(hold), replyTo),
                        options.queueTimeout().plusSeconds(5),
                        system.scheduler()))
                .handle((place, problem) -> problem == null ? taken(jobId, place) : Optional.empty()));
    }

    private Optional<JobPlace> taken(String jobId, Place place) {
        if (place instanceof Place.Here here) {
            return Optional.of(here.place());
        } else if (place instanceof Place.There there) {
            return Optional.of(new HeldThere(jobId, there));
        }
        return Optional.empty();
    }

    @Override
    public Load load() {
        if (!up.getAsBoolean()) {
            return own.load();
        }
        NodeLoad next = view.state().next();
        return next.capacity() == 0
                ? own.load()
                : new Load(next.cpu(), Duration.ofMillis(next.lagMillis()), next.taken(), next.capacity());
    }

    @Override
    public List<LinkedJob> elsewhere(String link) {
        return remote.stream()
                .filter(job -> job.link().equals(link) && job.isRunning())
                .<LinkedJob>map(job -> job)
                .toList();
    }

    /** Completes, never failing, when the servers know of the end of all jobs elsewhere; what is left at the deadline is ended. */
    CompletionStage<Done> finish(Duration deadline) {
        CompletableFuture<Void> all = CompletableFuture.allOf(
                remote.stream().map(job -> job.whenOver().toCompletableFuture()).toArray(CompletableFuture[]::new));
        CompletionStage<Void> inTime = all.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        return inTime.handle((done, late) -> endRest(all))
                .thenCompose(rest -> rest)
                .handle((done, late) -> Done.getInstance());
    }

    private CompletionStage<Void> endRest(CompletableFuture<Void> all) {
        remote.forEach(job -> job.end("worker: drained, its drain time-out is over"));
        return all.copy().orTimeout(ENDING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private final class HeldThere implements RemotePlace {
        private final String jobId;
        private final Place.There place;

        HeldThere(String jobId, Place.There place) {
            this.jobId = jobId;
            this.place = place;
        }

        /** What is lost on the way comes back when its time is over. */
        @Override
        public void release() {
            view.peer(place.node()).ifPresent(peer -> peer.tell(new PeerMessage.Release(self, place.ask())));
        }

        @Override
        public CompletionStage<LinkedJob> begin(String link, LiveKitUrl server, JobAssignment assignment) {
            Optional<ActorRef<ClusterMessage>> peer = view.peer(place.node());
            if (peer.isEmpty()) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("node " + place.node() + ": gone before the job began"));
            }
            RemoteJobHandle job = new RemoteJobHandle(jobId, link);
            remote.add(job);
            job.whenOver().thenRun(() -> remote.remove(job));
            String text = Base64.getEncoder().encodeToString(assignment.toByteArray());
            spawn(
                    RemoteJob.create(
                            job,
                            place.node(),
                            peer.get(),
                            replyTo ->
                                    new JobMessage.RunJob(self, place.ask(), link, server.toString(), text, replyTo)),
                    "remote-" + jobId);
            return job.whenBegun();
        }
    }
}
