package dev.parley.worker.livekit;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Scheduler;
import akka.actor.typed.javadsl.AskPattern;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.WorkerSupervisor.Companion;
import dev.parley.worker.metrics.WorkerMetric;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The links of a worker, one for each LiveKit server. Thread-safe; no method blocks. */
public final class LivekitLinks {
    private static final String NAME = "livekit-link";
    private static final DispatcherSelector DISPATCHER =
            DispatcherSelector.fromConfig("parley.worker.livekit.dispatcher");
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final List<LinkView> views = new ArrayList<>();
    private final List<Companion<LivekitLink.Command>> companions = new ArrayList<>();

    private LivekitLinks() {}

    /**
     * Links that begin when their companions are spawned; none without LiveKit options.
     *
     * @param pool where their jobs find places
     */
    public static LivekitLinks of(JobEnvironment environment, JobPool pool) {
        LivekitLinks links = new LivekitLinks();
        environment.options().livekit().ifPresent(options -> links.add(options, environment, pool));
        return links;
    }

    private void add(LiveKitOptions options, JobEnvironment environment, JobPool pool) {
        for (LiveKitUrl server : options.servers()) {
            String name = options.servers().size() == 1 ? NAME : NAME + "-" + (views.size() + 1);
            LinkView view = new LinkView(server);
            LinkParts parts = new LinkParts(
                    name,
                    server,
                    options,
                    environment,
                    pool,
                    view,
                    LiveKitApi.of(ApiSettings.of(server, options.credentials())),
                    Clock.systemUTC(),
                    System::nanoTime);
            views.add(view);
            companions.add(new Companion<>(
                    name,
                    DISPATCHER,
                    manager -> LivekitLink.create(parts, version(), manager),
                    new CompletableFuture<>()));
        }
        environment.metrics().gauge(WorkerMetric.LIVEKIT_LINKS, views, List::size);
        environment.metrics().gauge(WorkerMetric.LIVEKIT_REGISTERED, views, LivekitLinks::registered);
    }

    private static long registered(List<LinkView> views) {
        return views.stream().filter(view -> view.status().isRegistered()).count();
    }

    /** Of this module; in a build without a JAR, {@code development}. */
    public static String version() {
        return Optional.ofNullable(LivekitLinks.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** The actors to spawn beside the worker's manager. */
    public List<Companion<LivekitLink.Command>> companions() {
        return List.copyOf(companions);
    }

    /** How each is doing, in the order of the configuration. */
    public List<LinkStatus> statuses() {
        return views.stream().map(LinkView::status).toList();
    }

    /** No further jobs. */
    public void drain() {
        companions.forEach(companion -> companion.whenStarted().thenAccept(link -> link.tell(new LivekitLink.Drain())));
    }

    /** Ends the links; completes, never failing, when their sockets are closed or five seconds are over. */
    public CompletionStage<Done> close(Scheduler scheduler) {
        CompletableFuture<?>[] closed = companions.stream()
                .filter(companion -> companion.started().isDone())
                .map(companion -> close(companion.started().join(), scheduler))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(closed).handle((done, problem) -> Done.getInstance());
    }

    private static CompletableFuture<Done> close(ActorRef<LivekitLink.Command> link, Scheduler scheduler) {
        return AskPattern.<LivekitLink.Command, Done>ask(link, LivekitLink.Close::new, CLOSING, scheduler)
                .toCompletableFuture();
    }
}
