package dev.parley.testkit.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.agent.Agent;
import dev.parley.agent.ToolMocking;
import dev.parley.session.AgentSession;
import dev.parley.tool.ToolHandler;
import java.util.Map;

/**
 * Code in place of an agent's tools, in one session, until it is closed:
 *
 * <pre>{@code
 * try (MockTools mocks = MockTools.mockTools(session, Bakery.class, Map.of("price", (arguments, context) -> "9"))) {
 *     expect(session.run("How much is the bread?")).containsFunctionCallOutput("9");
 * }
 * }</pre>
 *
 * <p>The model reads the real definitions and arguments are checked against them; a mock that throws is answered as a tool
 * that throws.
 */
public final class MockTools implements AutoCloseable {
    private final ToolMocking session;
    private final Class<? extends Agent> agent;

    private MockTools(ToolMocking session, Class<? extends Agent> agent) {
        this.session = session;
        this.agent = agent;
    }

    /**
     * Mocks these tools of agents of this class, in place of those mocked before.
     *
     * @throws IllegalArgumentException if the session's first agent is of this class and has no such tool, or if the
     *     session is not one that {@code dev.parley.Parley} makes
     */
    public static MockTools mockTools(
            AgentSession session, Class<? extends Agent> agent, Map<String, ? extends ToolHandler<JsonNode>> mocks) {
        if (!(session instanceof ToolMocking mocking)) {
            throw new IllegalArgumentException("session " + session.id() + ": "
                    + session.getClass().getSimpleName() + " (expected: one that Parley.session makes)");
        }
        mocking.mockTools(agent, mocks);
        return new MockTools(mocking, agent);
    }

    /** The real tools run again. */
    @Override
    public void close() {
        session.mockTools(agent, Map.of());
    }
}
