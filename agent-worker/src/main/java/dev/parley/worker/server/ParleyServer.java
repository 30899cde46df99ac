package dev.parley.worker.server;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A running worker: takes calls over HTTP and hosts them. Thread-safe; no method blocks. */
public final class ParleyServer {
    private final ActorSystem<?> system;
    private final InetSocketAddress address;

    private ParleyServer(ActorSystem<?> system, InetSocketAddress address) {
        this.system = system;
        this.address = address;
    }

    /**
     * Starts a worker with an actor system of its own, named {@code parley}. Completes once calls are taken; fails with
     * {@link IllegalArgumentException} or {@link IllegalStateException} whose text is for people (a bad value, a port in
     * use), and leaves nothing behind then.
     *
     * @param config the whole configuration, resolved
     */
    public static CompletionStage<ParleyServer> start(Config config, WorkerOptions worker, HttpOptions http) {
        return CompletableFuture.failedFuture(new IllegalStateException("not there yet: " + worker + http + config));
    }

    /** Where it listens, with the port that was bound. */
    public InetSocketAddress address() {
        return address;
    }

    /** The page's address. */
    public URI uri() {
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/");
    }

    public ActorSystem<?> system() {
        return system;
    }

    /** One line for people: which models are used and what to set for others. */
    public String modelsAnnouncement() {
        return "";
    }

    /** New calls run this entry point from now on; live ones go on with theirs. */
    public void replaceEntryPoint(EntryPoint next) {}

    /**
     * Drains: takes no more calls, lets the live ones finish until the drain time-out, ends the rest, then stops.
     * Completes when no actor, thread or socket of it is left. Idempotent.
     */
    public CompletionStage<Done> shutdown() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    /** Completes when the server has stopped, for whatever reason. */
    public CompletionStage<Done> whenTerminated() {
        return system.getWhenTerminated();
    }
}
