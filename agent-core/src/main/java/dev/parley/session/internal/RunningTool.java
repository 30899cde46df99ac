package dev.parley.session.internal;

import akka.Done;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.tool.CallControl;
import dev.parley.tool.CallScope;
import dev.parley.tool.Filler;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A call that runs: what it may ask for, and its last deadline. Thread-safe. */
final class RunningTool implements CallControl {
    /** Tools have deadlines of their own; this one catches those that keep none. */
    private static final Duration LAST_DEADLINE = Duration.ofSeconds(90);

    private final Effect.RunTool run;
    private final Asks asks;
    private final Consumer<Stimulus> report;
    private final Duration deadline;
    private final AtomicInteger holds = new AtomicInteger();
    private final AtomicInteger fillers = new AtomicInteger();
    private final CompletableFuture<ToolOutcome> result = new CompletableFuture<>();
    private volatile CompletableFuture<ToolOutcome> execution = new CompletableFuture<>();

    RunningTool(Effect.RunTool run, ToolOptions options, Asks asks, Consumer<Stimulus> report) {
        this.run = run;
        this.asks = asks;
        this.report = report;
        this.deadline = options.timeout().map(own -> own.plusSeconds(30)).orElse(LAST_DEADLINE);
    }

    /** The outcome of this execution, or its being late; never fails. */
    CompletionStage<ToolOutcome> watch(CompletionStage<ToolOutcome> executed) {
        execution = executed.toCompletableFuture();
        CompletionStage<ToolOutcome> whole = execution; // a cancelled one ends as well
        whole.whenComplete((outcome, failure) ->
                result.complete(failure == null ? outcome : new ToolOutcome.Failed("The call was cancelled.")));
        armDeadline();
        return result;
    }

    /** What is awaited outside of deadlines has its own; after it the tool has its whole time again. */
    private void armDeadline() {
        CompletableFuture<Boolean> alarm =
                new CompletableFuture<Boolean>().completeOnTimeout(true, deadline.toMillis(), TimeUnit.MILLISECONDS);
        CompletionStage<ToolOutcome> ended = result;
        ended.whenComplete((outcome, failure) -> alarm.cancel(false));
        CompletionStage<Boolean> tooLate = alarm;
        tooLate.thenAccept(late -> {
            if (holds.get() > 0) {
                armDeadline();
            } else {
                result.complete(new ToolOutcome.Failed("timed out after " + deadline.toSeconds() + " s"));
            }
        });
    }

    void cancel() {
        execution.cancel(true);
    }

    @Override
    public CompletionStage<Done> disallowInterruptions() {
        return ask(askId -> new Stimulus.InterruptionsDisallowed(askId, run.speechId()));
    }

    @Override
    public CompletionStage<Done> waitForPlayout() {
        return ask(askId -> new Stimulus.PlayoutAwaited(askId, run.speechId()));
    }

    private CompletionStage<Done> ask(java.util.function.LongFunction<Stimulus> question) {
        return asks.ask(askId -> report.accept(question.apply(askId))).thenApply(granted -> Done.getInstance());
    }

    @Override
    public void update(String message) {
        report.accept(new Stimulus.ToolUpdated(run.call().callId(), message));
    }

    @Override
    public CallScope withFiller(Filler filler) {
        String id = run.call().callId() + "/" + fillers.incrementAndGet();
        report.accept(new Stimulus.FillerBegun(id, run.call().callId(), run.speechId(), filler));
        return () -> report.accept(new Stimulus.FillerEnded(id));
    }

    @Override
    public CompletionStage<CallScope> foreground() {
        String callId = run.call().callId();
        return ask(askId -> new Stimulus.FloorAsked(askId, callId))
                .thenApply(granted -> () -> report.accept(new Stimulus.FloorReleased(callId)));
    }

    @Override
    public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
        holds.incrementAndGet();
        return wait.whenComplete((value, failure) -> holds.decrementAndGet());
    }
}
