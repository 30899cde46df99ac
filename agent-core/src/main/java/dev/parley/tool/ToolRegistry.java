package dev.parley.tool;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The tools of an actor system that come and go while calls are on, by name; in a cluster those of all nodes, each run where it was
 * registered. A name that is registered here is this system's own, whatever others have under it. Thread-safe; nothing blocks, and
 * every stage completes within 5 seconds, a tool's own time excepted.
 */
public final class ToolRegistry implements Extension {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Id ID = new Id();

    private final ActorSystem<?> system;
    private final ActorRef<ToolRegistryActor.Command> actor;
    private volatile Optional<SharedTools> shared = Optional.empty();

    private ToolRegistry(ActorSystem<?> system) {
        this.system = system;
        this.actor = system.systemActorOf(ToolRegistryActor.create(), "tool-registry", Props.empty());
    }

    /** The one of this actor system; started on first use. */
    public static ToolRegistry of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /**
     * Registers all {@link Tool} methods of an object. A name that is taken gets the next version.
     *
     * @return all of them; fails with {@link IllegalArgumentException} if one can't be a tool, and then registers none
     */
    public CompletionStage<List<RegisteredTool>> registerMethods(Object object) {
        try {
            return register(FunctionTools.of(object));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Registers one tool. A name that is taken gets the next version. */
    public CompletionStage<RegisteredTool> register(FunctionTool tool) {
        return register(List.of(tool)).thenApply(registered -> registered.get(0));
    }

    /** Registers these tools or, if there is no room for them, none; then it fails saying so. */
    public CompletionStage<List<RegisteredTool>> register(List<FunctionTool> tools) {
        return AskPattern.askWithStatus(
                actor, replyTo -> new ToolRegistryActor.Register(tools, replyTo), ANSWER, system.scheduler());
    }

    /** Takes the tool from those that are found by name. Completes with whether it was there. */
    public CompletionStage<Boolean> unregister(String name) {
        return AskPattern.ask(
                actor, replyTo -> new ToolRegistryActor.Unregister(name, replyTo), ANSWER, system.scheduler());
    }

    /** The newest version of each tool, by name. */
    public CompletionStage<List<RegisteredTool>> list() {
        return AskPattern.<ToolRegistryActor.Command, List<RegisteredTool>>ask(
                        actor, ToolRegistryActor.ListTools::new, ANSWER, system.scheduler())
                .thenApply(this::withOthers);
    }

    private List<RegisteredTool> withOthers(List<RegisteredTool> own) {
        Map<String, RegisteredTool> all = new TreeMap<>();
        shared.map(SharedTools::others).orElse(List.of()).forEach(tool -> all.put(tool.name(), tool));
        own.forEach(tool -> all.put(tool.name(), tool));
        return List.copyOf(all.values());
    }

    /** The newest version of a tool. */
    public CompletionStage<Optional<RegisteredTool>> find(String name) {
        return AskPattern.<ToolRegistryActor.Command, Optional<RegisteredTool>>ask(
                        actor, replyTo -> new ToolRegistryActor.Find(name, replyTo), ANSWER, system.scheduler())
                .thenApply(own -> own.or(() -> shared.map(SharedTools::others).orElse(List.of()).stream()
                        .filter(tool -> tool.name().equals(name))
                        .findFirst()));
    }

    /** This version of a tool that was registered here, also if a newer one has come since; for {@link SharedTools}. */
    public CompletionStage<Optional<RegisteredTool>> find(String name, int version) {
        return AskPattern.ask(
                actor,
                replyTo -> new ToolRegistryActor.FindVersion(name, version, replyTo),
                ANSWER,
                system.scheduler());
    }

    /** Lists the tools of others beside its own from now on, and tells them of its own. */
    public void share(SharedTools others) {
        shared = Optional.of(others);
        actor.tell(new ToolRegistryActor.Share(others));
    }

    /** Runs the newest version of a tool; one that isn't there is a failed outcome which names those that are. */
    public CompletionStage<ToolOutcome> executeTool(String name, String arguments, RunContext context) {
        return list().thenCompose(tools -> tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .map(found -> found.tool().execute(arguments, context))
                .orElseGet(() -> CompletableFuture.completedFuture(FunctionTools.unknown(
                        name, tools.stream().map(RegisteredTool::name).toList()))));
    }

    private static final class Id extends ExtensionId<ToolRegistry> {
        @Override
        public ToolRegistry createExtension(ActorSystem<?> system) {
            return new ToolRegistry(system);
        }
    }
}
