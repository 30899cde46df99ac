package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import dev.parley.tool.RegisteredTool;
import dev.parley.tool.SharedTools;
import dev.parley.worker.cluster.internal.NodeCommand;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Between the registry of this node and the actor that tells others of it. Thread-safe. */
final class ToolsView implements SharedTools {
    private final CompletionStage<ActorRef<NodeCommand>> actor;
    private volatile List<RegisteredTool> others = List.of();

    /** @param actor that is told of changes */
    ToolsView(CompletionStage<ActorRef<NodeCommand>> actor) {
        this.actor = actor;
    }

    @Override
    public List<RegisteredTool> others() {
        return others;
    }

    void publish(List<RegisteredTool> now) {
        others = List.copyOf(now);
    }

    @Override
    public void changed(List<RegisteredTool> own) {
        actor.thenAccept(share -> share.tell(new ToolShare.OwnChanged(own)));
    }
}
