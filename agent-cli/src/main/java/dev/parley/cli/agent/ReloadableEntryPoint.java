package dev.parley.cli.agent;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpExtension;
import dev.parley.worker.JobContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Runs each call with the agent's current code. Listeners learn of new code; a server that is told of it there asks for
 * the agents with which the live calls go on.
 *
 * <p>Thread-safe. A reload that fails changes nothing.
 */
public final class ReloadableEntryPoint implements EntryPoint, HttpExtension {
    private final AgentLoader loader;
    private final List<Consumer<? super Generation>> listeners = new CopyOnWriteArrayList<>();

    private volatile Generation current;

    private ReloadableEntryPoint(AgentLoader loader, Generation first) {
        this.loader = loader;
        this.current = first;
    }

    /** Loads the agent. Blocks, for seconds if it must be compiled. */
    public static ReloadableEntryPoint load(AgentLoader loader) throws AgentLoadException {
        return new ReloadableEntryPoint(loader, new Generation(1, loader.load()));
    }

    /** What new calls run with. */
    public Generation current() {
        return current;
    }

    AgentLoader loader() {
        return loader;
    }

    /** Calls back after each reload, on the thread that reloaded. */
    public void onReload(Consumer<? super Generation> listener) {
        listeners.add(listener);
    }

    /** Compiles and loads what the code is now, for all calls from here on. Blocks. */
    public synchronized Generation reload() throws AgentLoadException {
        Generation next = new Generation(current.number() + 1, loader.reload());
        current = next;
        listeners.forEach(listener -> listener.accept(next));
        return next;
    }

    @Override
    public void run(JobContext job) throws Exception {
        enter(current()).run(job);
    }

    @Override
    public void prewarm(Models models, Config config) throws Exception {
        enter(current()).prewarm(models, config);
    }

    @Override
    public Optional<Agent> reloaded(JobContext job) throws Exception {
        return enter(current()).reloaded(job);
    }

    private static EntryPoint enter(Generation generation) {
        EntryPoint code = generation.entryPoint();
        Thread.currentThread().setContextClassLoader(code.getClass().getClassLoader());
        return code;
    }

    @Override
    public String id() {
        return current().entryPoint().id();
    }

    /** The agent's routes, if it has any: at each request those of the current code. */
    @Override
    public Route routes(ActorSystem<?> system, Config config) {
        AtomicReference<Bound> bound = new AtomicReference<>(Bound.of(current(), system, config));
        return Directives.extractMethod(method -> {
            Generation now = current();
            return bound.updateAndGet(before -> before.code().equals(now) ? before : Bound.of(now, system, config))
                    .route();
        });
    }

    private record Bound(Generation code, Route route) {
        static Bound of(Generation code, ActorSystem<?> system, Config config) {
            return new Bound(
                    code,
                    code.entryPoint() instanceof HttpExtension extension
                            ? extension.routes(system, config)
                            : Directives.reject());
        }
    }

    /**
     * The code between two reloads.
     *
     * @param number 1 for the code at start
     */
    public record Generation(int number, EntryPoint entryPoint) {}
}
