package dev.parley.session;

import dev.parley.chat.FunctionCall;
import java.util.List;

/**
 * One step in the life of a tool call: it is started, may tell news, and ends once; a reply may be made of what it told behind
 * the conversation. LiveKit Agents' {@code tool_execution_updated}.
 */
public sealed interface ToolExecution {

    /** A call is about to run, or to be refused. */
    record CallStarted(FunctionCall call) implements ToolExecution {}

    /**
     * A running call has told something.
     *
     * @param id the call's own for the first news, which are its output; else that of the call they stand under in the chat
     */
    record CallUpdated(String id, String callId, String message) implements ToolExecution {}

    /**
     * A call is over.
     *
     * @param id as of {@link CallUpdated}
     * @param message its result or error, empty if nothing is to be said of it
     */
    record CallEnded(String id, String callId, String message, CallStatus status) implements ToolExecution {}

    /** How a call ended. */
    enum CallStatus {
        DONE,
        ERROR,
        CANCELLED
    }

    /** What became of the reply to news that were told behind the conversation. */
    record ReplyUpdated(List<String> updateIds, ReplyStatus status, String speechId) implements ToolExecution {
        public ReplyUpdated {
            updateIds = List.copyOf(updateIds);
        }
    }

    /** How far such a reply has come. */
    enum ReplyStatus {
        SCHEDULED,
        COMPLETED,
        INTERRUPTED,
        /** It was never begun. */
        SKIPPED
    }
}
