package dev.parley.worker;

import com.typesafe.config.Config;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import java.util.Locale;
import java.util.Optional;

/** What runs for each call. One object serves all calls, at once. */
@FunctionalInterface
public interface EntryPoint {

    /**
     * Prepares the call and starts its session with {@link JobContext#start}; may return then: the call goes on until
     * its session ends. Runs on a thread of its own, on which it may block; it is interrupted when the call ends. A
     * throw ends this call, with its message as the reason, and no other.
     */
    void run(JobContext job) throws Exception;

    /**
     * The worker has started: a place to load what all calls share, such as models, before the first of them comes, as LiveKit Agents'
     * {@code prewarm_fnc}. Runs once per worker, on a thread of its own, on which it may block; calls don't wait for it, and it is
     * interrupted when the worker stops. A throw is logged and changes nothing.
     *
     * @param models the models chosen by configuration
     * @param config the whole configuration
     */
    default void prewarm(Models models, Config config) throws Exception {}

    /**
     * A new agent for a live call after its code was swapped; empty: the call keeps its own. The agent takes over from the
     * next answer on, with the call's history and user data. May block, like {@link #run}; a throw leaves the call as it
     * is and is logged.
     */
    default Optional<Agent> reloaded(JobContext job) throws Exception {
        return Optional.empty();
    }

    /**
     * The call's session has been closed; the agent is still in its room. A place to keep {@link JobContext#sessionReport}. Runs
     * once per call that had a session, on a thread of its own, on which it may block for five minutes; it is interrupted then. A
     * throw is logged and changes nothing.
     */
    default void onSessionEnd(JobContext job) throws Exception {}

    /** What callers know it by where no agent name is configured: the class's name in kebab case, such as order-desk. */
    default String id() {
        return idOf(getClass());
    }

    /** The class's name in kebab case; {@code agent} for a class without a name of its own. */
    static String idOf(Class<?> type) {
        if (type.isSynthetic() || type.getSimpleName().isEmpty()) {
            return "agent";
        }
        return type.getSimpleName()
                .replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})", "-")
                .toLowerCase(Locale.ROOT);
    }
}
