package dev.parley.tool;

import akka.Done;
import dev.parley.llm.ToolChoice;
import dev.parley.session.AgentSession;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SpeechHandle;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** What a running tool knows of the call it runs in. Thread-safe. */
public interface RunContext {

    /** The context of a call; what runs tools makes one for each. */
    static RunContext of(AgentSession session, String callId, String speechId) {
        return new CallRunContext(session, callId, speechId, CallControl.none(callId));
    }

    /** The context of a call that may also steer what it runs in. */
    static RunContext of(AgentSession session, String callId, String speechId, CallControl control) {
        return new CallRunContext(session, callId, speechId, control);
    }

    AgentSession session();

    /**
     * Lets the model say something while the tool runs, without tools of its own: LiveKit Agents' default within a tool, for the
     * model might call the same again. {@code session().generateReply} is for a reply that may.
     */
    default SpeechHandle generateReply(ReplyOptions options) {
        return session().generateReply(options.withToolChoice(ToolChoice.NONE));
    }

    /** The model's id of this tool call. */
    String callId();

    /** The speech whose answer asked for the tool. */
    String speechId();

    /**
     * From now on nothing interrupts the speech whose answer asked for the tool, nor takes its reply: what the tool does
     * can't be undone. Fails if the caller has interrupted before.
     */
    CompletionStage<Done> disallowInterruptions();

    /** Completes when what the agent says before its tools run was heard; fails when the session has ended. */
    CompletionStage<Done> waitForPlayout();

    /**
     * Tells the model how far the tool is, and lets the conversation go on while it works. The first time it is the
     * call's output; what comes later, and the result, is told in one reply as soon as nobody speaks.
     */
    void update(String message);

    /**
     * Says something in silences until the scope is closed or the call ends, but not once the caller has interrupted the
     * speech that asked for the tool.
     */
    CallScope withFiller(Filler filler);

    /**
     * Waits until nobody speaks and nothing is about to be said, and keeps the floor until the scope is closed or the call
     * ends: other tools' news, fillers and floors wait meanwhile. For a task, or for several things said in a row. Fails when
     * the session has ended.
     */
    CompletionStage<CallScope> foreground();

    /**
     * Waits without the tool's deadline counting on, for something with a deadline of its own: a person, a task.
     *
     * @return what was given
     */
    <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait);

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
