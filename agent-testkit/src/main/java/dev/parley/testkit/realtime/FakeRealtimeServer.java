package dev.parley.testkit.realtime;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.testkit.realtime.script.RealtimeScript;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A fake of OpenAI's Realtime API on this machine, which any client of the service can be pointed at.
 *
 * <p>It detects speech in the audio that it really receives, keeps a conversation with all its audio, and answers by a {@link
 * RealtimeScript}, with a voice, a recogniser and a model if the settings bring them. It serves any number of connections at
 * a time, until it is closed.
 *
 * <pre>{@code
 * try (FakeRealtimeServer server = FakeRealtimeServer.start(script)) {
 *     agent.connectTo(server.url());
 *     server.awaitReceived("response.create", Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>Thread-safe. The methods that wait block the calling thread, so they are for tests and commands.
 */
public final class FakeRealtimeServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final String CONFIG = """
            akka.actor.provider = local
            akka.daemonic = on
            akka.log-dead-letters = off
            akka.loggers = ["akka.event.slf4j.Slf4jLogger"]
            akka.logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            akka.http.server.idle-timeout = infinite
            akka.http.server.max-connections = 10000
            """;

    private final ActorSystem<Void> system;
    private final ServerBinding binding;
    private final RealtimeRoutes routes;
    private final EventLog received;
    private final EventLog sent;

    private FakeRealtimeServer(
            ActorSystem<Void> system, ServerBinding binding, RealtimeRoutes routes, EventLog received, EventLog sent) {
        this.system = system;
        this.binding = binding;
        this.routes = routes;
        this.received = received;
        this.sent = sent;
    }

    /** Starts a server with the default settings on any free port. */
    public static FakeRealtimeServer start(RealtimeScript script) {
        return start(script, FakeServerSettings.defaults());
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @throws IllegalStateException if it can't listen there
     */
    public static FakeRealtimeServer start(RealtimeScript script, FakeServerSettings settings) {
        return start(script, settings, InstantSource.system());
    }

    static FakeRealtimeServer start(RealtimeScript script, FakeServerSettings settings, InstantSource clock) {
        Config config = ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.defaultReference());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "fake-realtime", config.resolve());
        EventLog received = new EventLog(clock);
        EventLog sent = new EventLog(clock);
        RealtimeRoutes routes = new RealtimeRoutes(script, settings, received, sent, clock, system);
        try {
            ServerBinding binding = Http.get(system)
                    .newServerAt(settings.host(), settings.port())
                    .bind(routes::answer)
                    .toCompletableFuture()
                    .orTimeout(START.toSeconds(), TimeUnit.SECONDS)
                    .join();
            return new FakeRealtimeServer(system, binding, routes, received, sent);
        } catch (CompletionException failed) {
            system.terminate();
            throw new IllegalStateException(
                    "fake realtime server: can't listen on " + settings.host() + ":" + settings.port()
                            + " (expected: a free port; 0 takes any)",
                    failed);
        }
    }

    /** The WebSocket's address without a model, such as {@code ws://127.0.0.1:49152/v1/realtime}. */
    public URI url() {
        return URI.create("ws://" + authority() + "/v1/realtime");
    }

    /** What clients call the base URL, such as {@code http://127.0.0.1:49152/v1}. */
    public URI baseUrl() {
        return URI.create("http://" + authority() + "/v1");
    }

    private String authority() {
        InetSocketAddress address = binding.localAddress();
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The port that it listens on. */
    public int port() {
        return binding.localAddress().getPort();
    }

    /** How many connections there have been. */
    public int connections() {
        return routes.connections();
    }

    /** What clients have sent, oldest first; the last 20,000 events. */
    public List<WireEvent> received() {
        return received.all();
    }

    /** What clients were sent, or would have been but for the script's faults, oldest first; the last 20,000 events. */
    public List<WireEvent> sent() {
        return sent.all();
    }

    /** How many older events {@link #received} and {@link #sent} no longer tell. */
    public long dropped() {
        return received.dropped() + sent.dropped();
    }

    /**
     * The first event of this type that a client has sent or will send.
     *
     * @throws IllegalStateException if none has come by the deadline; says what has
     */
    public WireEvent awaitReceived(String type, Duration deadline) {
        return await(received, event -> event.type().equals(type), type, deadline);
    }

    /** The first such event that a client has sent or will send; fails like {@link #awaitReceived(String, Duration)}. */
    public WireEvent awaitReceived(Predicate<WireEvent> wanted, Duration deadline) {
        return await(received, wanted, "one that fits", deadline);
    }

    /** The first event of this type that was or will be sent; fails like {@link #awaitReceived(String, Duration)}. */
    public WireEvent awaitSent(String type, Duration deadline) {
        return await(sent, event -> event.type().equals(type), type, deadline);
    }

    private static WireEvent await(EventLog log, Predicate<WireEvent> wanted, String expected, Duration deadline) {
        try {
            return log.await(wanted, deadline)
                    .orElseThrow(() -> new IllegalStateException("event: none within " + deadline + " (expected: "
                            + expected + "); there were "
                            + log.all().stream().map(WireEvent::type).distinct().toList()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + expected, interrupted);
        }
    }

    /** Stops listening and cuts what is connected. Idempotent. */
    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(STOP.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
