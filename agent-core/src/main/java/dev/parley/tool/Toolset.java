package dev.parley.tool;

import dev.parley.session.AgentSession;
import java.util.List;

/**
 * Tools that come and go together and need something while they are there, such as a connection. Belongs to one agent:
 * set up before the agent's {@code onEnter}, closed after its {@code onExit}; or to one session
 * ({@link dev.parley.AgentSessionBuilder#toolset}), with which it comes and goes. A toolset may hold others.
 */
public interface Toolset {

    /** Names it in errors; unique within its agent or session. */
    String id();

    /** The tools that it offers at this time, those of toolsets in it included. Names are unique within the agent. */
    List<FunctionTool> tools();

    /**
     * Makes it ready. Called once per entry of its agent, or once for its session, on a thread where it may block for a while; a throw counts as
     * the agent's failure to enter. Tools that are there only afterwards are offered from then on.
     */
    default void setup(AgentSession session) throws Exception {}

    /** Called once after {@link #setup}, also if that has failed. A throw is logged. */
    default void close() throws Exception {}

    /** Tools without a life of their own, under one id. */
    static Toolset of(String id, List<? extends FunctionTool> tools) {
        return new FixedToolset(id, List.copyOf(tools));
    }
}
