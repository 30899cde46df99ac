package dev.parley.worker.cluster.internal;

import akka.actor.typed.ActorRef;
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.ToolFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What nodes tell each other of their tools. Names and versions are told again and again, and who lacks one asks for it; a call runs at
 * most once.
 */
public sealed interface ToolMessage extends ClusterMessage {

    /**
     * The tools of a node, all of them.
     *
     * @param versions by name
     */
    record ToolNames(String from, Map<String, Integer> versions, ActorRef<ToolMessage> replyTo) implements ToolMessage {
        public ToolNames {
            versions = Map.copyOf(versions);
        }
    }

    /** Wants to know more of these tools; answered by {@link ToolListed} for each. */
    record ToolsWanted(List<String> names, ActorRef<ToolMessage> replyTo) implements ToolMessage {
        public ToolsWanted {
            names = List.copyOf(names);
        }
    }

    /**
     * A tool of a node.
     *
     * @param parameters JSON schema as text
     */
    record ToolListed(
            String from,
            String name,
            int version,
            String description,
            String parameters,
            Set<ToolFlag> flags,
            OnDuplicate onDuplicate,
            DuplicateScope duplicateScope,
            Optional<Long> timeoutMillis)
            implements ToolMessage {
        public ToolListed {
            flags = Set.copyOf(flags);
        }
    }

    /** Runs a tool of the receiver; answered by {@link ToolRunning}, then by {@link ToolDone}. */
    record RunTool(
            String name,
            int version,
            String arguments,
            String sessionId,
            String callId,
            String speechId,
            ActorRef<ToolMessage> replyTo)
            implements ToolMessage {
        /** Arguments are what people said. */
        @Override
        public String toString() {
            return "RunTool[name=" + name + ", version=" + version + ", callId=" + callId + "]";
        }
    }

    record ToolRunning(ActorRef<ToolMessage> call) implements ToolMessage {}

    /** The call's outcome, told again until {@link ToolDoneHeard}. */
    record ToolDone(Result result, String text) implements ToolMessage {}

    /** How a call ended. */
    enum Result {
        SUCCEEDED,
        SILENT,
        FAILED
    }

    record ToolDoneHeard(String callId) implements ToolMessage {}

    /** Nobody waits for the call any more. */
    record CancelTool(String callId) implements ToolMessage {}

    /** The tool tells how far it is. */
    record UpdateFromTool(String text) implements ToolMessage {}

    /** The tool asks something of the conversation; answered by {@link ContextAnswer} with the same number. */
    record ContextAsk(long number, Wish wish) implements ToolMessage {}

    /** What a tool can ask. */
    enum Wish {
        DISALLOW_INTERRUPTIONS,
        WAIT_FOR_PLAYOUT
    }

    /**
     * The answer to {@link ContextAsk}.
     *
     * @param problem why it failed, if it did
     */
    record ContextAnswer(long number, Optional<String> problem) implements ToolMessage {}
}
