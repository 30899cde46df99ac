package dev.parley.worker.server;

import akka.AkkaException;
import akka.Done;
import akka.actor.BootstrapSetup;
import akka.actor.LightArrayRevolverScheduler;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.parley.provider.Models;
import dev.parley.provider.ModelsProvider;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeModel;
import dev.parley.session.SessionOptions;
import dev.parley.tool.ToolExecutor;
import dev.parley.tool.ToolSettings;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpExtension;
import dev.parley.worker.JobType;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.cluster.ClusterConfig;
import dev.parley.worker.cluster.ClusterOptions;
import dev.parley.worker.cluster.ClusterPool;
import dev.parley.worker.health.DispatcherProbe;
import dev.parley.worker.health.WorkerIdentity;
import dev.parley.worker.http.OtherNodes;
import dev.parley.worker.job.CallThreads;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.LoadMeter;
import dev.parley.worker.job.RoomConnectors;
import dev.parley.worker.job.SharedRealtimeModel;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.job.WorkerSupervisor;
import dev.parley.worker.livekit.LivekitLinks;
import dev.parley.worker.livekit.OwnPlaces;
import dev.parley.worker.metrics.SessionMeter;
import dev.parley.worker.metrics.WorkerMetric;
import dev.parley.worker.metrics.WorkerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker without its port: actor system, models, metrics. */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String SCHEDULER = "akka.scheduler.implementation";

    final ActorSystem<?> system;
    final JobEnvironment environment;
    final AtomicReference<EntryPoint> entryPoint;
    final DispatcherProbe probe;
    final String announcement;
    final LivekitLinks links;
    final CompletableFuture<ActorRef<WorkerSupervisor.Command>> supervisor;
    final CompletableFuture<ActorRef<WorkerManager.Command>> manager;
    final CompletableFuture<Done> supervisorStopped;
    final Optional<OtherNodes> cluster;
    private final List<WorkerSupervisor.Companion<?>> companions = new ArrayList<>();

    private Engine(
            ActorSystem<?> system,
            Optional<ClusterOptions> cluster,
            JobEnvironment environment,
            AtomicReference<EntryPoint> entryPoint,
            String announcement,
            CompletableFuture<ActorRef<WorkerSupervisor.Command>> supervisor,
            CompletableFuture<ActorRef<WorkerManager.Command>> manager,
            CompletableFuture<Done> supervisorStopped) {
        this.system = system;
        this.environment = environment;
        this.entryPoint = entryPoint;
        this.probe = DispatcherProbe.of(system);
        this.supervisor = supervisor;
        this.announcement = announcement;
        this.manager = manager;
        this.supervisorStopped = supervisorStopped;
        if (cluster.isPresent()) {
            ClusterPool pool = join(cluster.get());
            this.cluster = Optional.of(pool);
            this.links = LivekitLinks.of(environment, pool.jobs());
        } else {
            // Without a lambda that would load the classes of a cluster.
            this.cluster = Optional.empty();
            this.links = LivekitLinks.of(environment, new OwnPlaces(environment, probe::lag));
        }
    }

    static Engine start(Config config, WorkerOptions options) {
        Optional<ClusterOptions> cluster = ClusterOptions.of(config);
        SessionOptions sessionOptions = SessionOptions.of(config);
        ToolExecutor.configureShared(ToolSettings.of(config));
        Optional<ModelsProvider> provider =
                options.models().isPresent() ? Optional.empty() : Optional.of(ConfiguredModels.provider(config));
        Models models = options.models().orElseGet(() -> provider.orElseThrow().create(config));
        Optional<SharedRealtimeModel> realtime =
                options.realtime().or(() -> ConfiguredModels.realtime(config)).map(SharedRealtimeModel::new);
        JobSlots slots = new JobSlots(options.maxConcurrentJobs());
        WorkerMetrics metrics = new WorkerMetrics();
        JobEnvironment environment = new JobEnvironment(
                options,
                models,
                realtime,
                config,
                sessionOptions,
                slots,
                LoadMeter.ofThisMachine(slots),
                metrics,
                new SessionMeter(metrics),
                options.roomConnector().or(RoomConnectors::onClassPath));
        AtomicReference<EntryPoint> entryPoint = new AtomicReference<>(options.entryPoint());
        CompletableFuture<ActorRef<WorkerSupervisor.Command>> supervisor = new CompletableFuture<>();
        CompletableFuture<ActorRef<WorkerManager.Command>> manager = new CompletableFuture<>();
        CompletableFuture<Done> supervisorStopped = new CompletableFuture<>();
        ActorSystem<?> system = system(
                ParleyGuardian.create(environment, entryPoint, supervisor, manager, supervisorStopped),
                config,
                cluster);
        String announcement = provider.map(ModelsProvider::announcement).orElse("Models: " + models.provider() + ".")
                + realtime.map(shared -> " " + announcement(shared.of(system))).orElse("");
        Engine engine = new Engine(
                system, cluster, environment, entryPoint, announcement, supervisor, manager, supervisorStopped);
        engine.registerGauges();
        return engine;
    }

    private static String announcement(RealtimeModel realtime) {
        return "Realtime model: " + realtime.name() + ", which hears the caller and "
                + (realtime.can(RealtimeCapability.AUDIO_OUTPUT) ? "speaks." : "writes; the voice above speaks.");
    }

    private static <T> ActorSystem<T> system(Behavior<T> guardian, Config config, Optional<ClusterOptions> cluster) {
        if (cluster.isEmpty()) {
            return ActorSystem.create(guardian, "parley", setup(ClusterConfig.alone(config)));
        }
        try {
            return ActorSystem.create(guardian, "parley", setup(ClusterConfig.joined(config, cluster.get())));
        } catch (AkkaException refused) {
            throw new IllegalStateException(
                    "parley.cluster.port: " + cluster.get().port() + " on "
                            + cluster.get().host() + " (expected: a port of an address of this machine that is free): "
                            + refused.getMessage(),
                    refused);
        }
    }

    private static ActorSystemSetup setup(Config config) {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        ClassLoader all = ofThread == null ? Engine.class.getClassLoader() : ofThread;
        Config whole = config.withFallback(ConfigFactory.defaultReference(all));
        return ActorSystemSetup.create(
                BootstrapSetup.create(tickless(whole)).withClassloader(new LeanClassLoader(all)));
    }

    /**
     * With a scheduler that an idle worker doesn't wake up for, unless the user has chosen another one than Akka's; and then with one of the
     * cluster's own, which it gets for a shorter tick than that of others: only of its own does it ask for timers that repeat.
     */
    private static Config tickless(Config config) {
        return config.getString(SCHEDULER).equals(LightArrayRevolverScheduler.class.getName())
                ? config.withValue(SCHEDULER, ConfigValueFactory.fromAnyRef(TicklessScheduler.class.getName()))
                        .withValue("akka.cluster.scheduler.tick-duration", ConfigValueFactory.fromAnyRef("5 ms"))
                : config;
    }

    private ClusterPool join(ClusterOptions options) {
        ClusterPool pool = ClusterPool.of(system, options, environment, probe::lag, this::drainLinks);
        companions.addAll(pool.companions());
        return pool;
    }

    private void drainLinks() {
        links.drain();
    }

    /** The routes that the entry point's class brings along. */
    Optional<Route> extension() {
        return environment.options().entryPoint() instanceof HttpExtension extension
                ? Optional.of(extension.routes(system, environment.config()))
                : Optional.empty();
    }

    WorkerIdentity identity() {
        JobType type =
                environment.options().livekit().map(LiveKitOptions::jobType).orElse(JobType.ROOM);
        return new WorkerIdentity("JT_" + type, LivekitLinks.version(), cluster.map(OtherNodes::self));
    }

    /** Begins to load what calls share, to register with LiveKit servers, and to be part of the cluster's pool. */
    void link() {
        prewarm();
        if (environment.options().livekit().isPresent() || cluster.isPresent()) {
            environment.roomConnector().ifPresent(connector -> connector.prepare(system));
        }
        CompletionStage<ActorRef<WorkerSupervisor.Command>> found = supervisor;
        companions.addAll(links.companions());
        found.thenAccept(actor -> actor.tell(new WorkerSupervisor.Accompany(List.copyOf(companions))));
    }

    private void prewarm() {
        EntryPoint agent = environment.options().entryPoint();
        Thread thread = CallThreads.start("prewarm", () -> {
            try {
                agent.prewarm(environment.models(), environment.config());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (Throwable problem) {
                LOG.warn("Prewarming of [{}] failed; calls load what they need.", agent.id(), problem);
            }
        });
        system.getWhenTerminated().thenRun(thread::interrupt);
    }

    private void registerGauges() {
        WorkerMetrics metrics = environment.metrics();
        metrics.gauge(WorkerMetric.JOBS_ACTIVE, environment.slots(), JobSlots::taken);
        metrics.gauge(WorkerMetric.JOBS_CAPACITY, environment.slots(), JobSlots::capacity);
        metrics.gauge(WorkerMetric.WORKER_LOAD, environment.load(), LoadMeter::load);
        metrics.gauge(WorkerMetric.DISPATCHER_LAG, probe, lag -> lag.lag().toNanos() / 1e9);
    }

    CompletionStage<Done> stop() {
        stop(system, probe, environment);
        return system.getWhenTerminated();
    }

    static void stop(ActorSystem<?> system, DispatcherProbe probe, JobEnvironment environment) {
        probe.close();
        environment.metrics().close();
        system.terminate();
    }
}
