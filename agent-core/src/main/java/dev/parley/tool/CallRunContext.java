package dev.parley.tool;

import akka.Done;
import dev.parley.session.AgentSession;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The context of one tool call. */
record CallRunContext(AgentSession session, String callId, String speechId, CallControl control) implements RunContext {
    private static final Logger LOG = LoggerFactory.getLogger(RunContext.class);

    @Override
    public CompletionStage<Done> disallowInterruptions() {
        return control.disallowInterruptions();
    }

    @Override
    public CompletionStage<Done> waitForPlayout() {
        return control.waitForPlayout();
    }

    @Override
    public void update(String message) {
        control.update(message);
    }

    @Override
    public CallScope withFiller(Filler filler) {
        return control.withFiller(filler);
    }

    @Override
    public CompletionStage<CallScope> foreground() {
        return control.foreground();
    }

    @Override
    public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
        return control.outsideDeadline(wait);
    }

    @Override
    public void logInfo(String message) {
        MDC.put("sessionId", session.id());
        MDC.put("callId", callId);
        try {
            LOG.info("{}", message);
        } finally {
            MDC.remove("sessionId");
            MDC.remove("callId");
        }
    }
}
