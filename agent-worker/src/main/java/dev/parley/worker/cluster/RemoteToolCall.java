package dev.parley.worker.cluster;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.ToolMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A call of a tool that runs on another node.
 *
 * <pre>
 * starting  running → running; no answer in time, node gone → stopped, the call having failed
 * running   done → stopped; cancelled → stopped; node gone → stopped, the call having failed
 * </pre>
 * How long it may take is that node's business, since only it knows when the tool waits for something with a deadline of its own.
 */
final class RemoteToolCall {
    private static final Duration BEGIN = Duration.ofSeconds(5);

    private final ActorContext<NodeCommand> context;
    private final TimerScheduler<NodeCommand> timers;
    private final RemoteTool tool;
    private final RunContext conversation;
    private final CompletableFuture<ToolOutcome> outcome;

    private RemoteToolCall(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            RemoteTool tool,
            RunContext conversation,
            CompletableFuture<ToolOutcome> outcome) {
        this.context = context;
        this.timers = timers;
        this.tool = tool;
        this.conversation = conversation;
        this.outcome = outcome;
    }

    private record Cancelled() implements NodeCommand {}

    private record Overdue() implements NodeCommand {}

    private record NodeGone() implements NodeCommand {}

    private record Granted(long number, Optional<String> problem) implements NodeCommand {}

    /** A call that begins; {@code cancel} completes with what gives it up. */
    static Behavior<NodeCommand> create(
            RemoteTool tool,
            String arguments,
            RunContext conversation,
            CompletableFuture<ToolOutcome> outcome,
            CompletableFuture<Runnable> cancel) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(RemoteToolCall.class);
            ActorRef<NodeCommand> self = context.getSelf();
            context.watchWith(tool.owner(), new NodeGone());
            tool.owner()
                    .tell(new ToolMessage.RunTool(
                            tool.definition().name(),
                            tool.version(),
                            arguments,
                            conversation.session().id(),
                            conversation.callId(),
                            conversation.speechId(),
                            self.narrow()));
            timers.startSingleTimer(new Overdue(), BEGIN);
            cancel.complete(() -> self.tell(new Cancelled()));
            return new RemoteToolCall(context, timers, tool, conversation, outcome).starting();
        }));
    }

    private Behavior<NodeCommand> starting() {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(ToolMessage.ToolRunning.class, this::onRunning)
                .onMessage(Overdue.class, message -> fail("has not answered within " + BEGIN.toSeconds() + " s"))
                .onMessage(NodeGone.class, message -> fail("is gone"))
                .onMessage(Cancelled.class, message -> Behaviors.stopped())
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<NodeCommand> fail(String what) {
        context.getLog()
                .warn("Tool [{}] failed: its node [{}] {}.", tool.definition().name(), tool.node(), what);
        outcome.complete(new ToolOutcome.Failed("tool " + tool.definition().name() + ": the node that runs it " + what
                + "; what it has done is not known"));
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onRunning(ToolMessage.ToolRunning message) {
        timers.cancelAll();
        context.unwatch(tool.owner());
        context.watchWith(message.call(), new NodeGone());
        return running(message.call());
    }

    private Behavior<NodeCommand> running(ActorRef<ToolMessage> call) {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(ToolMessage.ToolDone.class, message -> onDone(message, call))
                .onMessage(ToolMessage.UpdateFromTool.class, this::onUpdate)
                .onMessage(ToolMessage.ContextAsk.class, this::onAsk)
                .onMessage(Granted.class, message -> tell(call, message))
                .onMessage(Cancelled.class, message -> onCancelled(call))
                .onMessage(NodeGone.class, message -> fail("is gone"))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<NodeCommand> onDone(ToolMessage.ToolDone message, ActorRef<ToolMessage> call) {
        call.tell(new ToolMessage.ToolDoneHeard(conversation.callId()));
        outcome.complete(
                switch (message.result()) {
                    case SUCCEEDED -> new ToolOutcome.Succeeded(message.text());
                    case SILENT -> new ToolOutcome.Silent(message.text());
                    case FAILED -> new ToolOutcome.Failed(message.text());
                });
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onUpdate(ToolMessage.UpdateFromTool message) {
        conversation.update(message.text());
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onAsk(ToolMessage.ContextAsk message) {
        CompletionStage<Done> answer = switch (message.wish()) {
            case DISALLOW_INTERRUPTIONS -> conversation.disallowInterruptions();
            case WAIT_FOR_PLAYOUT -> conversation.waitForPlayout();
        };
        context.pipeToSelf(
                answer,
                (done, problem) -> new Granted(
                        message.number(), Optional.ofNullable(problem).map(RemoteToolCall::textOf)));
        return Behaviors.same();
    }

    private static String textOf(Throwable problem) {
        Throwable cause = problem.getCause();
        return String.valueOf((problem instanceof CompletionException && cause != null ? cause : problem).getMessage());
    }

    private Behavior<NodeCommand> tell(ActorRef<ToolMessage> call, Granted answer) {
        call.tell(new ToolMessage.ContextAnswer(answer.number, answer.problem));
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onCancelled(ActorRef<ToolMessage> call) {
        call.tell(new ToolMessage.CancelTool(conversation.callId()));
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onStopped() {
        outcome.complete(new ToolOutcome.Failed(
                "tool " + tool.definition().name() + ": this node stops; what it has done is not known"));
        return Behaviors.same();
    }
}
