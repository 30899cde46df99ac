package dev.parley.tool;

import akka.Done;
import dev.parley.session.AgentSession;
import java.util.concurrent.CompletionStage;

/** The context of a call whose executor keeps a deadline. */
record DeadlineContext(RunContext context, ToolCall call) implements RunContext {

    @Override
    public AgentSession session() {
        return context.session();
    }

    @Override
    public String callId() {
        return context.callId();
    }

    @Override
    public String speechId() {
        return context.speechId();
    }

    @Override
    public CompletionStage<Done> disallowInterruptions() {
        return context.disallowInterruptions();
    }

    @Override
    public CompletionStage<Done> waitForPlayout() {
        return context.waitForPlayout();
    }

    @Override
    public void update(String message) {
        context.update(message);
    }

    @Override
    public CallScope withFiller(Filler filler) {
        return context.withFiller(filler);
    }

    @Override
    public CompletionStage<CallScope> foreground() {
        return context.foreground();
    }

    @Override
    public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
        return call.outsideDeadline(context.outsideDeadline(wait));
    }

    @Override
    public void logInfo(String message) {
        context.logInfo(message);
    }
}
