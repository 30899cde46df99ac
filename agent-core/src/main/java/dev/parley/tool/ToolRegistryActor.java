package dev.parley.tool;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps the registered tools. One phase: every command is answered at once.
 *
 * <p>Running tools is not its business, so that no tool can hold up a look-up: who asks gets the tool and runs it.
 */
final class ToolRegistryActor {
    private static final int MOST_TOOLS = 1_000;
    private static final int MOST_REMEMBERED = 10_000;

    sealed interface Command {}

    record Register(List<FunctionTool> tools, ActorRef<StatusReply<List<RegisteredTool>>> replyTo) implements Command {
        Register {
            tools = List.copyOf(tools);
        }
    }

    record Unregister(String name, ActorRef<Boolean> replyTo) implements Command {}

    record ListTools(ActorRef<List<RegisteredTool>> replyTo) implements Command {}

    record Find(String name, ActorRef<Optional<RegisteredTool>> replyTo) implements Command {}

    /** A version that may be an old one. */
    record FindVersion(String name, int version, ActorRef<Optional<RegisteredTool>> replyTo) implements Command {}

    /** From now on others run these tools too. */
    record Share(SharedTools others) implements Command {}

    private final ActorContext<Command> context;
    private final Map<String, RegisteredTool> tools = new TreeMap<>();
    private final Map<String, Integer> versions = new LinkedHashMap<>();
    private final Map<Key, RegisteredTool> offered = new LinkedHashMap<>();
    private Optional<SharedTools> shared = Optional.empty();

    private record Key(String name, int version) {}

    private ToolRegistryActor(ActorContext<Command> context) {
        this.context = context;
    }

    static Behavior<Command> create() {
        return Behaviors.setup(context -> new ToolRegistryActor(context).serving());
    }

    private Behavior<Command> serving() {
        return Behaviors.receive(Command.class)
                .onMessage(Register.class, this::onRegister)
                .onMessage(Unregister.class, this::onUnregister)
                .onMessage(ListTools.class, this::onListTools)
                .onMessage(Find.class, this::onFind)
                .onMessage(FindVersion.class, this::onFindVersion)
                .onMessage(Share.class, this::onShare)
                .build();
    }

    private Behavior<Command> onRegister(Register command) {
        long added = command.tools().stream()
                .map(tool -> tool.definition().name())
                .distinct()
                .filter(name -> !tools.containsKey(name))
                .count();
        if (tools.size() + added > MOST_TOOLS) {
            command.replyTo()
                    .tell(StatusReply.error("registered tools: " + (tools.size() + added) + " (expected: at most "
                            + MOST_TOOLS + "; unregister some)"));
            return Behaviors.same();
        }
        List<RegisteredTool> registered = new ArrayList<>();
        for (FunctionTool tool : command.tools()) {
            registered.add(register(tool));
        }
        command.replyTo().tell(StatusReply.success(List.copyOf(registered)));
        tellOthers();
        return Behaviors.same();
    }

    private RegisteredTool register(FunctionTool tool) {
        String name = tool.definition().name();
        RegisteredTool registered = new RegisteredTool(tool, versions.getOrDefault(name, 0) + 1);
        versions.put(name, registered.version());
        tools.put(name, registered);
        context.getLog().info("Registered tool [{}] version [{}].", name, registered.version());
        return registered;
    }

    private Behavior<Command> onUnregister(Unregister command) {
        boolean found = tools.remove(command.name()) != null;
        if (found) {
            context.getLog().info("Unregistered tool [{}].", command.name());
            forgetOldVersions();
            tellOthers();
        }
        command.replyTo().tell(found);
        return Behaviors.same();
    }

    /** The versions of names that are gone are remembered, so that a name which comes back goes on counting. */
    private void forgetOldVersions() {
        if (versions.size() > MOST_REMEMBERED) {
            versions.keySet().retainAll(tools.keySet());
        }
    }

    /** Who was offered a version elsewhere holds nothing but its number: it is kept for them, of 10,000 the newest. */
    private void tellOthers() {
        shared.ifPresent(others -> {
            tools.values().forEach(tool -> offered.put(new Key(tool.name(), tool.version()), tool));
            while (offered.size() > MOST_REMEMBERED) {
                offered.remove(offered.keySet().iterator().next());
            }
            others.changed(List.copyOf(tools.values()));
        });
    }

    private Behavior<Command> onShare(Share command) {
        shared = Optional.of(command.others());
        tellOthers();
        return Behaviors.same();
    }

    private Behavior<Command> onFindVersion(FindVersion command) {
        command.replyTo().tell(Optional.ofNullable(offered.get(new Key(command.name(), command.version()))));
        return Behaviors.same();
    }

    private Behavior<Command> onListTools(ListTools command) {
        command.replyTo().tell(List.copyOf(tools.values()));
        return Behaviors.same();
    }

    private Behavior<Command> onFind(Find command) {
        command.replyTo().tell(Optional.ofNullable(tools.get(command.name())));
        return Behaviors.same();
    }
}
