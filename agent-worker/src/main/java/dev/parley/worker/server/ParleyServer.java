package dev.parley.worker.server;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.settings.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.health.DispatcherProbe;
import dev.parley.worker.health.HealthServer;
import dev.parley.worker.http.HttpApi;
import dev.parley.worker.http.OtherNodes;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.livekit.LinkStatus;
import dev.parley.worker.livekit.LivekitLinks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running worker: takes calls over HTTP and hosts them. Thread-safe; no method blocks. */
public final class ParleyServer {
    /** Beyond the drain time-out: for shutdown callbacks and sessions of the calls that are ended then. */
    private static final Duration ENDING = Duration.ofSeconds(90);

    private static final Logger LOG = LoggerFactory.getLogger(ParleyServer.class);
    private static final Duration OPEN_REQUESTS = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final ServerBinding binding;
    private final Calls calls;
    private final ActorRef<WorkerManager.Command> manager;
    private final AtomicReference<EntryPoint> entryPoint;
    private final JobEnvironment environment;
    private final DispatcherProbe probe;
    private final LivekitLinks links;
    private final Optional<ServerBinding> healthBinding;
    private final String announcement;
    private final Optional<OtherNodes> cluster;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Done> terminating = new CompletableFuture<>();

    private ParleyServer(
            Engine engine,
            ServerBinding binding,
            Optional<ServerBinding> healthBinding,
            ActorRef<WorkerManager.Command> manager,
            Calls calls) {
        this.links = engine.links;
        this.healthBinding = healthBinding;
        this.system = engine.system;
        this.binding = binding;
        this.calls = calls;
        this.manager = manager;
        this.entryPoint = engine.entryPoint;
        this.environment = engine.environment;
        this.probe = engine.probe;
        this.announcement = engine.announcement;
        this.cluster = engine.cluster;
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "tell-terminating", this::onTerminating);
    }

    private CompletionStage<Done> onTerminating() {
        terminating.complete(Done.getInstance());
        return terminating.copy();
    }

    /**
     * Starts a worker with an actor system of its own, named {@code parley}. Completes once calls are taken; fails with
     * {@link IllegalArgumentException} or {@link IllegalStateException} whose text is for people (a bad value, a port in
     * use), and leaves nothing behind then.
     *
     * @param config the whole configuration, resolved
     */
    public static CompletionStage<ParleyServer> start(Config config, WorkerOptions worker, HttpOptions http) {
        HeadStart.begin();
        Engine engine;
        try {
            engine = Engine.start(config, worker);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletionStage<ParleyServer> started = engine.manager.thenCompose(manager -> bind(engine, manager, http));
        return started.handle((server, problem) -> problem == null
                        ? CompletableFuture.<ParleyServer>completedFuture(server)
                        : engine.stop()
                                .thenCompose(gone -> CompletableFuture.<ParleyServer>failedFuture(
                                        StartFailures.explain(problem, http))))
                .thenCompose(result -> result);
    }

    private static CompletionStage<ParleyServer> bind(
            Engine engine, ActorRef<WorkerManager.Command> manager, HttpOptions http) {
        Calls calls = new Calls(manager, engine.system.scheduler());
        HealthServer health = new HealthServer(
                calls, engine.probe, engine.supervisorStopped, engine.identity(), () -> OtherChecks.of(engine));
        HttpApi api = new HttpApi(
                engine.system,
                http,
                resolve(http),
                calls,
                health,
                engine.environment.metrics(),
                engine.extension(),
                engine.cluster);
        engine.cluster.ifPresent(cluster -> cluster.open(api));
        return Http.get(engine.system)
                .newServerAt(http.host(), http.port())
                .withSettings(settings(engine.system))
                .bind(api)
                .thenCombine(WorkerHealth.bind(engine, health), (binding, healthBinding) -> {
                    warnOfStrangers(http, binding);
                    engine.link();
                    return new ParleyServer(engine, binding, healthBinding, manager, calls);
                });
    }

    private static void warnOfStrangers(HttpOptions http, ServerBinding binding) {
        if (!http.production() && !binding.localAddress().getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "Listening on [{}] without a key: whoever reaches this port can place calls and read them. Start with"
                            + " --production and PARLEY_API_KEY, or with --host 127.0.0.1.",
                    http.host());
        }
    }

    private static InetAddress resolve(HttpOptions http) {
        try {
            return InetAddress.getByName(http.host());
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    "parley.http.host: " + http.host() + " (expected: an address of this machine)", unknown);
        }
    }

    /** What Akka HTTP's own limits must be for ours to hold; see the comments in the file. */
    private static ServerSettings settings(ActorSystem<?> system) {
        Config own = ConfigFactory.parseResources(ParleyServer.class, "http-server.conf");
        return ServerSettings.create(own.withFallback(system.settings().config()));
    }

    /** Where it listens, with the port that was bound. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** The page's address. */
    public URI uri() {
        String host = address().getAddress().isAnyLocalAddress()
                ? "localhost"
                : address().getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address().getPort() + "/");
    }

    /** Where LiveKit's worker health is served, if it is. */
    public Optional<InetSocketAddress> healthAddress() {
        return healthBinding.map(ServerBinding::localAddress);
    }

    /** How the links to LiveKit servers are doing; empty without servers. */
    public List<LinkStatus> links() {
        return links.statuses();
    }

    /** This node's address in its cluster, {@code host:port}; empty for a worker on its own. */
    public Optional<String> clusterNode() {
        return cluster.map(OtherNodes::self);
    }

    /** Whether it was told to stop; a node that stops without that was removed from its cluster. */
    public boolean isStopping() {
        return stopping.get();
    }

    public ActorSystem<?> system() {
        return system;
    }

    /** One line for people: which models are used and what to set for others. */
    public String modelsAnnouncement() {
        return announcement;
    }

    /** Calls that hold a place at this moment. */
    public int activeJobs() {
        return environment.slots().taken();
    }

    /** The running calls, for hosts in the same process. */
    public Calls calls() {
        return calls;
    }

    /**
     * New calls run this entry point from now on. Live ones go on: each gets the agent that {@link EntryPoint#reloaded}
     * gives for it, from its next answer on. May be the same entry point, if its code has changed.
     */
    public void replaceEntryPoint(EntryPoint next) {
        entryPoint.set(next);
        manager.tell(new WorkerManager.RenewCalls());
    }

    /**
     * Drains: takes no more calls, lets the live ones finish until the drain time-out, ends the rest, then stops.
     * Completes when no actor, thread or socket of it is left. Idempotent.
     */
    public CompletionStage<Done> shutdown() {
        return shutdown(environment.options().drainTimeout());
    }

    /** Like {@link #shutdown()} with another drain time-out. */
    public CompletionStage<Done> shutdown(Duration drainTimeout) {
        if (stopping.compareAndSet(false, true)) {
            links.drain();
            cluster.ifPresent(OtherNodes::leave);
            CompletionStage<Done> elsewhere = cluster.map(nodes -> nodes.finishJobs(drainTimeout))
                    .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
            drain(drainTimeout)
                    .thenCombine(elsewhere, (here, there) -> there)
                    .thenCompose(drained -> links.close(system.scheduler()))
                    .thenCompose(closed -> binding.terminate(OPEN_REQUESTS))
                    .whenComplete((done, problem) -> Engine.stop(system, probe, environment));
        }
        return whenTerminated();
    }

    /** A worker whose manager doesn't answer is stopped all the same. */
    private CompletionStage<Done> drain(Duration deadline) {
        return AskPattern.<WorkerManager.Command, Done>ask(
                        manager,
                        replyTo -> new WorkerManager.Drain(deadline, replyTo),
                        deadline.plus(ENDING),
                        system.scheduler())
                .exceptionally(problem -> {
                    system.log().error("Drain failed; stopping all the same.", problem);
                    return Done.getInstance();
                });
    }

    /**
     * Completes when its actors begin to stop, for whatever reason. They take a moment; connections to nodes that don't answer may take
     * as long as these are silent.
     */
    public CompletionStage<Done> whenTerminating() {
        return terminating.copy();
    }

    /** Completes when the server has stopped, for whatever reason. */
    public CompletionStage<Done> whenTerminated() {
        return system.getWhenTerminated();
    }
}
