package dev.parley.tool;

import dev.parley.session.AgentSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The context of one tool call. */
record CallRunContext(AgentSession session, String callId, String speechId) implements RunContext {
    private static final Logger LOG = LoggerFactory.getLogger(RunContext.class);

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
