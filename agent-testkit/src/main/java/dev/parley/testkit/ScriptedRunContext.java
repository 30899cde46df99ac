package dev.parley.testkit;

import dev.parley.session.AgentSession;
import dev.parley.session.engine.Effect;
import dev.parley.tool.RunContext;

/** What a tool knows of a scripted call, which has no session to talk to. */
record ScriptedRunContext(Effect.RunTool run) implements RunContext {

    @Override
    public AgentSession session() {
        throw new IllegalStateException(
                "session of a scripted call: none (expected: a tool that needs no session, or a call on a real one)");
    }

    @Override
    public String callId() {
        return run.call().callId();
    }

    @Override
    public String speechId() {
        return run.speechId();
    }

    @Override
    public void logInfo(String message) {
        org.slf4j.LoggerFactory.getLogger(run.call().name()).info(message);
    }
}
