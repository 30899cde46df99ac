package dev.parley.tool;

import dev.parley.session.AgentSession;
import java.util.function.UnaryOperator;

/** What a running tool knows of the call it runs in. Thread-safe. */
public interface RunContext {

    /** The context of a call; what runs tools makes one for each. */
    static RunContext of(AgentSession session, String callId, String speechId) {
        return new CallRunContext(session, callId, speechId);
    }

    AgentSession session();

    /** The model's id of this tool call. */
    String callId();

    /** The speech whose answer asked for the tool. */
    String speechId();

    /** Logs at info under the session's and the call's ids. The text must not hold what people said. */
    void logInfo(String message);

    default <T> T userData(Class<T> type) {
        return session().userData(type);
    }

    /** Replaces the session's own data, atomically; see {@link AgentSession#updateUserData}. */
    default <T> T updateUserData(Class<T> type, UnaryOperator<T> change) {
        return session().updateUserData(type, change);
    }
}
