package dev.parley.worker;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.parley.AgentSessionBuilder;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import dev.parley.room.Participant;
import dev.parley.session.AgentSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** One call, as its {@link EntryPoint} sees it. Thread-safe; no method blocks. */
public interface JobContext {

    /** The call's id, unique among the calls of this worker. */
    String id();

    /** The worker's agent name, or the id of its entry point if none is configured. */
    String agentName();

    /** What the caller's side sent along: a JSON object as text, {@code {}} if nothing. */
    String metadata();

    /** The models chosen by configuration. */
    Models models();

    /** The whole configuration. */
    Config config();

    ActorSystem<?> system();

    /** Who is in the call beside the agent. */
    List<Participant> participants();

    /** Begins a session with this call's id, the configured models and the options under {@code parley.session}. */
    AgentSessionBuilder session();

    /**
     * Makes this session the call's own: connects the caller's audio and events with it, then starts it. Once per call.
     * Completes when the agent has entered; a failure ends the call too.
     */
    CompletionStage<AgentSession> start(AgentSession session);

    /** Builds the session and starts it as the call's own; see {@link #start(AgentSession)}. */
    default CompletionStage<AgentSession> start(AgentSessionBuilder builder) {
        return start(builder.build());
    }

    /** Starts a session of this agent with the configured models; see {@link #start(AgentSession)}. */
    default CompletionStage<AgentSession> start(Agent agent) {
        return start(session().agent(agent));
    }

    /**
     * Runs something beside the conversation, on a thread on which it may block. It is interrupted when the call ends.
     * Fails with what the task throws, which is logged too; the call goes on. At most 64 at a time, more are refused.
     */
    <T> CompletionStage<T> startTask(String name, Callable<T> task);

    /** Logs at info under the call's id and its log fields. The text must not hold what people said. */
    void info(String message);

    /**
     * Runs this when the call ends, before anything of it is torn down: its session still answers. Callbacks run at the
     * same time on threads of their own; one that takes longer than its own budget is interrupted and reported, the
     * others are not touched. One that is added after the end has begun is refused by {@link IllegalStateException}.
     */
    void addShutdownCallback(Duration budget, ShutdownCallback callback);

    /** Fields that all log lines of this call carry. */
    Map<String, String> logFields();

    /** Adds a field to all log lines of this call from now on. The value must not hold what people said. */
    void addLogField(String key, String value);

    /** Ends the call. Idempotent: the first reason stays. */
    void shutdown(String reason);

    /** Something to do when a call ends. */
    @FunctionalInterface
    interface ShutdownCallback {
        /** Called once, with why the call ends. */
        void run(String reason) throws Exception;
    }
}
