package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SpawnProtocol;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeModel;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionOptions;
import dev.parley.session.engine.SessionTools;
import dev.parley.session.internal.Home;
import dev.parley.session.internal.ModelChoice;
import dev.parley.session.internal.SessionHandle;
import dev.parley.speech.SharedMediaClock;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.Toolset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Collects what a session needs; see {@link Parley#session}. Not thread-safe. */
public final class AgentSessionBuilder {
    private final ActorSystem<?> system;
    private String id = "call-" + UUID.randomUUID();
    private Optional<Agent> agent = Optional.empty();
    private Optional<Models> models = Optional.empty();
    private Optional<RealtimeModel> realtime = Optional.empty();
    private final List<FunctionTool> tools = new ArrayList<>();
    private final List<Toolset> toolsets = new ArrayList<>();
    private Optional<Object> userData = Optional.empty();
    private Optional<ActorRef<SpawnProtocol.Command>> parent = Optional.empty();
    private SessionOptions options = SessionOptions.standard();

    AgentSessionBuilder(ActorSystem<?> system) {
        this.system = system;
    }

    /** The session's id; made up if not set. */
    public AgentSessionBuilder id(String sessionId) {
        id = sessionId;
        return this;
    }

    /** Who talks. Required. */
    public AgentSessionBuilder agent(Agent talker) {
        agent = Optional.of(talker);
        return this;
    }

    /** The models for what the agent does not bring itself. Required, unless there is a {@linkplain #realtime realtime model}. */
    public AgentSessionBuilder models(Models fallback) {
        models = Optional.of(fallback);
        return this;
    }

    /**
     * A model that hears the caller itself and speaks, or, where it only writes, is given a voice by {@link #models}. It
     * finds the caller's turns where it has {@link RealtimeCapability#TURN_DETECTION} and the session's options leave it to it
     * ({@link dev.parley.turn.TurnDetection}); else the session finds them, with the detector of {@link #models}.
     */
    public AgentSessionBuilder realtime(RealtimeModel model) {
        realtime = Optional.of(model);
        return this;
    }

    /**
     * Offers these tools whoever talks, beside the agent's own and those that were given before. No agent may have one of the
     * same name.
     *
     * @throws IllegalArgumentException if a name is there twice
     */
    public AgentSessionBuilder tools(Collection<? extends FunctionTool> more) {
        for (FunctionTool tool : more) {
            String name = tool.definition().name();
            if (tools.stream().anyMatch(other -> other.definition().name().equals(name))) {
                throw new IllegalArgumentException("session tools: " + name + " twice (expected: each name once)");
            }
            tools.add(tool);
        }
        return this;
    }

    /**
     * Offers what this toolset has whoever talks, as {@link #tools}. It is set up before the session's first agent enters, stays
     * through all hand-offs, and is closed when the session has ended and its agents have left. It belongs to this session alone.
     *
     * @throws IllegalArgumentException if there is one of this id
     */
    public AgentSessionBuilder toolset(Toolset more) {
        if (toolsets.stream().anyMatch(other -> other.id().equals(more.id()))) {
            throw new IllegalArgumentException("session toolsets: " + more.id() + " twice (expected: each id once)");
        }
        toolsets.add(more);
        return this;
    }

    /** The session's own data, best an immutable value. */
    public AgentSessionBuilder userData(Object initial) {
        userData = Optional.of(initial);
        return this;
    }

    /** How the session behaves; LiveKit Agents' defaults if not set. */
    public AgentSessionBuilder options(SessionOptions sessionOptions) {
        options = sessionOptions;
        return this;
    }

    /**
     * The actor that the session becomes a child of, and with which it ends: any that answers {@link SpawnProtocol}.
     * Without one the session lives until it is closed.
     */
    public AgentSessionBuilder childOf(ActorRef<SpawnProtocol.Command> spawner) {
        parent = Optional.of(spawner);
        return this;
    }

    /**
     * Makes the session; it starts with {@link AgentSession#start}.
     *
     * <p>With a parent it blocks until that has made the actor, 5 seconds at most: not to be called by the parent itself.
     *
     * @throws IllegalStateException naming what is missing, or the parent that does not answer
     */
    public AgentSession build() {
        return SessionHandle.create(
                new Home(system, parent),
                id,
                agent.orElseThrow(() -> missing("agent")),
                chosen(),
                new SessionTools(tools, toolsets),
                userData,
                options,
                SharedMediaClock.of(system));
    }

    private ModelChoice chosen() {
        return realtime.map(model -> ModelChoice.realtime(model, models))
                .orElseGet(() -> ModelChoice.pipeline(models.orElseThrow(() -> missing("models"))));
    }

    private IllegalStateException missing(String what) {
        return new IllegalStateException(
                "session " + id + ": no " + what + " (expected: " + what + "(…) before build())");
    }
}
