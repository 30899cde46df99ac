package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.Toolset;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolsetsTest {
    private static final AgentSession SESSION = (AgentSession) Proxy.newProxyInstance(
            AgentSession.class.getClassLoader(), new Class<?>[] {AgentSession.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private final List<String> told = new ArrayList<>();

    private Toolset toolset(String id, boolean broken) {
        return new Toolset() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public List<FunctionTool> tools() {
                return List.of();
            }

            @Override
            public void setup(AgentSession session) {
                if (broken) {
                    throw new IllegalStateException(id + " is broken");
                }
                told.add(id + "+");
            }

            @Override
            public void close() {
                told.add(id + "-");
            }
        };
    }

    @Test
    void shouldSetUpOnceAndCloseWhatWasSetUp() throws Exception {
        Toolsets toolsets = new Toolsets(List.of(toolset("a", false), toolset("b", false)), "test");

        toolsets.close();
        toolsets.setup(SESSION);
        toolsets.setup(SESSION);
        toolsets.close();

        assertThat(told).containsExactly("a+", "b+", "a-", "b-");
    }

    @Test
    void shouldFailForAllOnceAToolsetHasFailed() {
        Toolsets toolsets = new Toolsets(List.of(toolset("a", false), toolset("b", true), toolset("c", false)), "test");

        assertThatThrownBy(() -> toolsets.setup(SESSION)).hasMessage("b is broken");
        assertThatThrownBy(() -> toolsets.setup(SESSION)).hasMessage("b is broken");
        toolsets.close();

        assertThat(told).containsExactly("a+", "a-", "b-");
    }
}
