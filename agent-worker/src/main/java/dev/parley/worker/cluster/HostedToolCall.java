package dev.parley.worker.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.tool.RegisteredTool;
import dev.parley.tool.ToolOutcome;
import dev.parley.tool.ToolRegistry;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.ToolMessage;
import dev.parley.worker.cluster.internal.ToolMessage.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A tool of this node that runs for a session of another one.
 *
 * <pre>
 * running  outcome → done; cancelled, caller gone → stopped, the call given up
 * done     heard, caller gone, no answer in time → stopped
 * </pre>
 */
final class HostedToolCall {
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration HEARD = Duration.ofSeconds(30);
    /** A message between nodes has 1280 KiB at most, a character up to three bytes. */
    private static final int LONGEST = 300_000;

    private final ActorContext<NodeCommand> context;
    private final TimerScheduler<NodeCommand> timers;
    private final ToolMessage.RunTool request;
    private final HostedContext conversation;
    private final CompletableFuture<ToolOutcome> running;

    private HostedToolCall(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            ToolMessage.RunTool request,
            HostedContext conversation,
            CompletableFuture<ToolOutcome> running) {
        this.context = context;
        this.timers = timers;
        this.request = request;
        this.conversation = conversation;
        this.running = running;
    }

    private record Ended(ToolOutcome outcome) implements NodeCommand {}

    private record CallerGone() implements NodeCommand {}

    private record TellAgain(ToolMessage.ToolDone done) implements NodeCommand {}

    private record Overdue() implements NodeCommand {}

    static Behavior<NodeCommand> create(ToolMessage.RunTool request, ToolRegistry registry) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(HostedToolCall.class);
            context.watchWith(request.replyTo(), new CallerGone());
            HostedContext conversation = new HostedContext(request);
            CompletableFuture<ToolOutcome> running = new CompletableFuture<>();
            registry.find(request.name(), request.version())
                    .thenCompose(tool -> run(tool, request, conversation, running))
                    .whenComplete((outcome, problem) ->
                            running.complete(problem == null ? outcome : new ToolOutcome.Failed(text(problem))));
            context.pipeToSelf(
                    running,
                    (outcome, problem) -> new Ended(problem == null ? outcome : new ToolOutcome.Failed(text(problem))));
            request.replyTo().tell(new ToolMessage.ToolRunning(context.getSelf().narrow()));
            return new HostedToolCall(context, timers, request, conversation, running).running();
        }));
    }

    private static String text(Throwable problem) {
        return "the tool could not be run: " + problem.getMessage();
    }

    /** Who cancels {@code running} gives the tool up. */
    private static CompletionStage<ToolOutcome> run(
            Optional<RegisteredTool> tool,
            ToolMessage.RunTool request,
            HostedContext conversation,
            CompletableFuture<ToolOutcome> running) {
        if (tool.isEmpty()) {
            return CompletableFuture.completedFuture(new ToolOutcome.Failed("tool " + request.name() + " version "
                    + request.version() + ": not kept any more where it was registered"));
        }
        CompletableFuture<ToolOutcome> code =
                tool.get().tool().execute(request.arguments(), conversation).toCompletableFuture();
        CompletionStage<ToolOutcome> ended = running;
        ended.whenComplete((outcome, problem) -> {
            if (running.isCancelled()) {
                code.cancel(true);
            }
        });
        return code;
    }

    private Behavior<NodeCommand> running() {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(ToolMessage.ContextAnswer.class, this::onAnswer)
                .onMessage(ToolMessage.CancelTool.class, message -> giveUp())
                .onMessage(CallerGone.class, message -> giveUp())
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<NodeCommand> onAnswer(ToolMessage.ContextAnswer answer) {
        conversation.answered(answer);
        return Behaviors.same();
    }

    private Behavior<NodeCommand> giveUp() {
        context.getLog().info("Tool [{}] is given up: nobody waits for it any more.", request.name());
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onStopped() {
        running.cancel(true);
        conversation.close();
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onEnded(Ended message) {
        ToolMessage.ToolDone done = done(message.outcome);
        request.replyTo().tell(done);
        timers.startTimerWithFixedDelay("again", new TellAgain(done), AGAIN);
        timers.startSingleTimer(new Overdue(), HEARD);
        return Behaviors.receive(NodeCommand.class)
                .onMessage(TellAgain.class, this::onTellAgain)
                .onMessage(ToolMessage.ToolDoneHeard.class, heard -> Behaviors.stopped())
                .onMessage(ToolMessage.CancelTool.class, cancelled -> Behaviors.stopped())
                .onMessage(CallerGone.class, gone -> Behaviors.stopped())
                .onMessage(Overdue.class, late -> Behaviors.stopped())
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private Behavior<NodeCommand> onTellAgain(TellAgain message) {
        request.replyTo().tell(message.done);
        return Behaviors.same();
    }

    private ToolMessage.ToolDone done(ToolOutcome outcome) {
        if (outcome.text().length() > LONGEST) {
            return failed("its result has " + outcome.text().length() + " characters (expected: at most " + LONGEST
                    + " from another node)");
        } else if (outcome instanceof ToolOutcome.HandOff) {
            context.getLog()
                    .error("Tool [{}] hands off, which can't be done for a session of another node.", request.name());
            return failed("it hands off to an agent (expected: a tool of the session's own node for that)");
        } else if (outcome instanceof ToolOutcome.Succeeded) {
            return new ToolMessage.ToolDone(Result.SUCCEEDED, outcome.text());
        }
        return new ToolMessage.ToolDone(
                outcome instanceof ToolOutcome.Silent ? Result.SILENT : Result.FAILED, outcome.text());
    }

    private ToolMessage.ToolDone failed(String why) {
        return new ToolMessage.ToolDone(Result.FAILED, "tool " + request.name() + ": " + why);
    }
}
