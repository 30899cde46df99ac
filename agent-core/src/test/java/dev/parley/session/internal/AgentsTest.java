package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSlot;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.session.engine.Abilities;
import dev.parley.session.engine.SessionTools;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentsTest {
    private static final ChatContext READ = ChatContext.empty().addMessage(ChatRole.USER, "hello", Instant.EPOCH);

    private final Agents agents = new Agents(Runnable::run, SessionTools.NONE, Abilities::of);
    private volatile Agent leaving = new Agent(AgentSpec.instructions("").chatContext(READ));

    /** A session in which whoever has a seat has read one message. */
    private final class Session implements AgentSlot {
        @Override
        public void reloadAgent(Agent agent) {}

        @Override
        public void changed(Agent agent) {}

        @Override
        public void replaceContext(Agent agent, ChatContext context) {}

        @Override
        public Optional<ChatContext> contextOf(Agent agent) {
            return agents.keysOf(agent).isEmpty() ? Optional.empty() : Optional.of(READ);
        }

        @Override
        public void enter(AgentTask<?> task, Optional<String> callId) {}

        @Override
        public void completed(AgentTask<?> task) {}
    }

    private static Agent agent() {
        return new Agent(AgentSpec.instructions(""));
    }

    @Test
    void shouldKnowWhatAnAgentHasReadAtAnyTimeWhileItLeaves() {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Boolean> knew = CompletableFuture.supplyAsync(() -> {
            boolean all = true;
            while (!over.get()) {
                all &= leaving.chatContext().equals(READ);
            }
            return all;
        });
        for (int round = 0; round < 50_000; round++) {
            Agent next = agent();
            String key = agents.register(next, new Session()).key();
            leaving = next;
            agents.left(key, READ, "");
        }
        over.set(true);

        assertThat(knew.join()).isTrue();
    }

    @Test
    void shouldKeepAnAgentThatHasComeBack() {
        Session session = new Session();
        Agent returning = agent();
        String first = agents.register(returning, session).key();
        String second = agents.register(returning, session).key();

        agents.left(first, READ, "");
        assertThat(agents.keysOf(returning)).containsExactly(second);
        agents.left(second, READ, "");

        assertThat(agents.keysOf(returning)).isEmpty();
        assertThat(returning.chatContext()).isEqualTo(READ);
        assertThat(agents.register(returning, new Session()).context()).isEqualTo(READ);
    }

    @Test
    void shouldLeaveTheOlderAgentWithWhatItHasRead() {
        Agent older = agent();
        Agent newer = agent();
        String key = agents.register(older, new Session()).key();

        agents.replace(key, newer);

        assertThat(agents.get(key)).isSameAs(newer);
        assertThat(older.chatContext()).isEqualTo(READ);
    }
}
