package dev.parley.worker.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.typed.Cluster;
import dev.parley.tool.RegisteredTool;
import dev.parley.tool.ToolRegistry;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.ToolMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells other nodes of this one's tools, learns of theirs, and runs those of this node for them. One phase.
 *
 * <p>Of a tool that several others have, the newest version is offered, of equal ones that of the first address; a node that is gone
 * takes its tools with it.
 */
final class ToolShare {
    private static final ServiceKey<ClusterMessage> KEY = ServiceKey.create(ClusterMessage.class, "parley-tools");
    private static final Duration TELL_AGAIN = Duration.ofSeconds(5);

    private final ActorContext<NodeCommand> context;
    private final ToolRegistry registry;
    private final ToolsView view;
    private final ClusterJobs actors;
    private final String self;
    private final Map<ActorRef<ClusterMessage>, Map<String, RegisteredTool>> others = new HashMap<>();
    private Map<String, RegisteredTool> own = Map.of();

    private ToolShare(ActorContext<NodeCommand> context, ToolsView view, ClusterJobs actors) {
        this.context = context;
        this.registry = ToolRegistry.of(context.getSystem());
        this.view = view;
        this.actors = actors;
        this.self =
                Membership.nameOf(Cluster.get(context.getSystem()).selfMember().address());
    }

    /** The tools of this node have changed. */
    record OwnChanged(List<RegisteredTool> tools) implements NodeCommand {}

    private record Listed(Receptionist.Listing listing) implements NodeCommand {}

    private record PeerGone(ActorRef<ClusterMessage> peer) implements NodeCommand {}

    private record Tell() implements NodeCommand {}

    static Behavior<NodeCommand> create(ToolsView view, ClusterJobs actors) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(ToolShare.class);
            return new ToolShare(context, view, actors).begin(timers);
        }));
    }

    private Behavior<NodeCommand> begin(TimerScheduler<NodeCommand> timers) {
        context.getSystem()
                .receptionist()
                .tell(Receptionist.register(KEY, context.getSelf().narrow()));
        context.getSystem()
                .receptionist()
                .tell(Receptionist.subscribe(KEY, context.messageAdapter(Receptionist.Listing.class, Listed::new)));
        timers.startTimerWithFixedDelay(new Tell(), TELL_AGAIN);
        registry.share(view);
        return Behaviors.receive(NodeCommand.class)
                .onMessage(OwnChanged.class, this::onOwnChanged)
                .onMessage(Listed.class, this::onListed)
                .onMessage(PeerGone.class, this::onPeerGone)
                .onMessage(Tell.class, message -> onTell())
                .onMessage(ToolMessage.ToolNames.class, this::onNames)
                .onMessage(ToolMessage.ToolsWanted.class, this::onWanted)
                .onMessage(ToolMessage.ToolListed.class, this::onToolListed)
                .onMessage(ToolMessage.RunTool.class, this::onRunTool)
                .build();
    }

    private Behavior<NodeCommand> onOwnChanged(OwnChanged message) {
        Map<String, RegisteredTool> now = new TreeMap<>();
        message.tools.forEach(tool -> now.put(tool.name(), tool));
        own = now;
        return onTell();
    }

    private Behavior<NodeCommand> onTell() {
        others.keySet().forEach(this::tellNames);
        return Behaviors.same();
    }

    private void tellNames(ActorRef<ClusterMessage> peer) {
        Map<String, Integer> versions = new HashMap<>();
        own.forEach((name, tool) -> versions.put(name, tool.version()));
        peer.tell(new ToolMessage.ToolNames(self, versions, context.getSelf().narrow()));
    }

    private Behavior<NodeCommand> onListed(Listed message) {
        for (ActorRef<ClusterMessage> peer : message.listing.getAllServiceInstances(KEY)) {
            Address address = peer.path().address();
            if (address.hasGlobalScope() && !others.containsKey(peer)) {
                others.put(peer, new TreeMap<>());
                context.watchWith(peer, new PeerGone(peer));
                tellNames(peer);
            }
        }
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onPeerGone(PeerGone message) {
        others.remove(message.peer);
        publish();
        return Behaviors.same();
    }

    /** What it has no longer is forgotten, what is new or newer is asked for. */
    private Behavior<NodeCommand> onNames(ToolMessage.ToolNames message) {
        ActorRef<ClusterMessage> peer = message.replyTo().unsafeUpcast();
        Optional.ofNullable(others.get(peer)).ifPresent(known -> {
            if (known.keySet().retainAll(message.versions().keySet())) {
                publish();
            }
            List<String> wanted = new ArrayList<>();
            message.versions().forEach((name, version) -> {
                RegisteredTool had = known.get(name);
                if (had == null || had.version() != version) {
                    wanted.add(name);
                }
            });
            if (!wanted.isEmpty()) {
                peer.tell(new ToolMessage.ToolsWanted(wanted, context.getSelf().narrow()));
            }
        });
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onWanted(ToolMessage.ToolsWanted message) {
        message.names().stream()
                .flatMap(name -> Optional.ofNullable(own.get(name)).stream())
                .flatMap(tool -> RemoteTool.listed(self, tool.tool(), tool.version()).stream())
                .forEach(listed -> message.replyTo().tell(listed));
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onToolListed(ToolMessage.ToolListed message) {
        others.forEach((peer, known) -> {
            if (Membership.nameOf(peer.path().address()).equals(message.from())) {
                try {
                    RemoteTool tool = RemoteTool.of(message, peer, actors);
                    known.put(message.name(), new RegisteredTool(tool, message.version()));
                    context.getLog()
                            .info(
                                    "Tool [{}] version [{}] of node [{}] is offered here.",
                                    message.name(),
                                    message.version(),
                                    message.from());
                } catch (IllegalArgumentException refused) {
                    context.getLog().warn("A tool of another node is not offered here: {}", refused.getMessage());
                }
            }
        });
        publish();
        return Behaviors.same();
    }

    private void publish() {
        Map<String, RegisteredTool> best = new TreeMap<>();
        others.keySet().stream()
                .sorted(Comparator.comparing(
                        peer -> Membership.nameOf(peer.path().address())))
                .map(peer -> Optional.ofNullable(others.get(peer)).orElseGet(Map::of))
                .forEach(tools -> tools.forEach((name, tool) ->
                        best.merge(name, tool, (known, other) -> other.version() > known.version() ? other : known)));
        view.publish(List.copyOf(best.values()));
    }

    private Behavior<NodeCommand> onRunTool(ToolMessage.RunTool message) {
        actors.spawn(HostedToolCall.create(message, registry), "hosted-tool-" + message.name());
        return Behaviors.same();
    }
}
