package dev.parley.tool;

import dev.parley.session.AgentSession;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Runs tools outside of a session. */
final class Calls {
    private Calls() {}

    static RunContext context() {
        return RunContext.of(session("session-1"), "call-1", "speech-1");
    }

    /** Knows its id only: an engine isn't needed to run a tool. */
    static AgentSession session(String id) {
        return (AgentSession) Proxy.newProxyInstance(
                Calls.class.getClassLoader(), new Class<?>[] {AgentSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("id")) {
                        return id;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    static ToolOutcome run(FunctionTool tool, String arguments) {
        return await(tool.execute(arguments, context()));
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no result in 10 s", e);
        }
    }
}
