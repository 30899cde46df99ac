package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.llm.ToolDefinition;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ToolMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A version of a tool that another node has registered, and that runs there. What it can't do there is reach the session, and hand off
 * to an agent.
 *
 * @param owner of that node, for tools
 */
record RemoteTool(
        ToolDefinition definition,
        ToolOptions options,
        int version,
        String node,
        ActorRef<ClusterMessage> owner,
        ClusterJobs actors)
        implements FunctionTool {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException if it can't be a tool here */
    static RemoteTool of(ToolMessage.ToolListed listed, ActorRef<ClusterMessage> owner, ClusterJobs actors) {
        try {
            ToolOptions options = new ToolOptions(
                    listed.flags(),
                    listed.onDuplicate(),
                    listed.duplicateScope(),
                    ToolOptions.standard().approves(),
                    listed.timeoutMillis().map(Duration::ofMillis));
            return new RemoteTool(
                    new ToolDefinition(listed.name(), listed.description(), JSON.readTree(listed.parameters())),
                    options,
                    listed.version(),
                    listed.from(),
                    owner,
                    actors);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "tool " + listed.name() + " of node " + listed.from() + ": its schema is no JSON", malformed);
        }
    }

    /** What others need to know of a tool; nothing if it can't run for them. */
    static Optional<ToolMessage.ToolListed> listed(String self, FunctionTool tool, int version) {
        ToolOptions options = tool.options();
        boolean judgesItself = options.has(ToolFlag.NEEDS_APPROVAL)
                && !options.approves().equals(ToolOptions.standard().approves());
        return judgesItself
                ? Optional.empty()
                : Optional.of(new ToolMessage.ToolListed(
                        self,
                        tool.definition().name(),
                        version,
                        tool.definition().description(),
                        tool.definition().parameters().toString(),
                        options.flags(),
                        options.onDuplicate(),
                        options.duplicateScope(),
                        options.timeout().map(Duration::toMillis)));
    }

    @Override
    public CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
        CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
        CompletableFuture<Runnable> cancel = new CompletableFuture<>();
        CompletionStage<Runnable> begun = cancel;
        CompletionStage<ToolOutcome> awaited = outcome;
        awaited.whenComplete((done, problem) -> {
            if (problem instanceof CancellationException) {
                begun.thenAccept(Runnable::run);
            }
        });
        actors.spawn(RemoteToolCall.create(this, arguments, context, outcome, cancel), "tool-" + definition.name());
        return outcome;
    }

    @Override
    public String toString() {
        return "tool " + definition.name() + " of node " + node;
    }
}
