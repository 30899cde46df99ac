package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ToolRegistryTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    record Empty() {}

    private static FunctionTool tool(String name, String answer) {
        return FunctionTool.of(name, "Says " + answer, Empty.class, (arguments, context) -> answer);
    }

    static class Menu {
        @Tool(description = "dish")
        public String dish() {
            return "soup";
        }

        @Tool(description = "drink")
        public String drink() {
            return "tea";
        }
    }

    @Test
    void shouldAnswerEveryCommandOfItsProtocol() {
        ActorRef<ToolRegistryActor.Command> actor = KIT.spawn(ToolRegistryActor.create());
        TestProbe<Object> probe = KIT.createTestProbe();
        SharedTools others = new SharedTools() {
            @Override
            public List<RegisteredTool> others() {
                return List.of();
            }

            @Override
            public void changed(List<RegisteredTool> own) {
                probe.getRef().tell(own);
            }
        };
        Map<Class<?>, Consumer<ActorRef<ToolRegistryActor.Command>>> commands = Map.of(
                ToolRegistryActor.Share.class, to -> to.tell(new ToolRegistryActor.Share(others)),
                ToolRegistryActor.FindVersion.class,
                        to -> to.tell(new ToolRegistryActor.FindVersion(
                                "a", 1, probe.getRef().unsafeUpcast())),
                ToolRegistryActor.Register.class,
                        to -> to.tell(new ToolRegistryActor.Register(
                                List.of(tool("a", "1")), probe.getRef().unsafeUpcast())),
                ToolRegistryActor.Unregister.class,
                        to -> to.tell(new ToolRegistryActor.Unregister(
                                "a", probe.getRef().unsafeUpcast())),
                ToolRegistryActor.ListTools.class,
                        to -> to.tell(
                                new ToolRegistryActor.ListTools(probe.getRef().unsafeUpcast())),
                ToolRegistryActor.Find.class,
                        to -> to.tell(
                                new ToolRegistryActor.Find("a", probe.getRef().unsafeUpcast())));

        assertThat(commands.keySet()).isEqualTo(Set.of(ToolRegistryActor.Command.class.getPermittedSubclasses()));
        commands.forEach((type, send) -> {
            send.accept(actor);
            assertThat(probe.receiveMessage()).as(type.getSimpleName()).isNotNull();
        });
    }

    @Test
    void shouldLetWhoHoldsAVersionRunItAfterANewerOneCame() {
        ToolRegistry registry = ToolRegistry.of(KIT.system());
        RegisteredTool first = Calls.await(registry.register(tool("hours", "nine to five")));

        RegisteredTool second = Calls.await(registry.register(tool("hours", "closed")));

        assertThat(List.of(first.version(), second.version())).containsExactly(1, 2);
        assertThat(Calls.run(first.tool(), "{}").text()).isEqualTo("nine to five");
        assertThat(Calls.await(registry.executeTool("hours", "{}", Calls.context()))
                        .text())
                .isEqualTo("closed");
    }

    @Test
    void shouldGoOnCountingAfterANameWasGone() {
        ToolRegistry registry = ToolRegistry.of(KIT.system());
        Calls.await(registry.register(tool("news", "a")));

        assertThat(Calls.await(registry.unregister("news"))).isTrue();
        assertThat(Calls.await(registry.unregister("news"))).isFalse();
        assertThat(Calls.await(registry.find("news"))).isEmpty();
        assertThat(Calls.await(registry.register(tool("news", "b"))).version()).isEqualTo(2);
    }

    @Test
    void shouldRegisterAllMethodsOfAnObjectOrNone() {
        ToolRegistry registry = ToolRegistry.of(KIT.system());

        List<RegisteredTool> registered = Calls.await(registry.registerMethods(new Menu()));

        assertThat(registered).extracting(RegisteredTool::name).containsExactly("dish", "drink");
        assertThat(Calls.await(registry.list()))
                .extracting(RegisteredTool::name)
                .contains("dish", "drink");
        assertThatThrownBy(() ->
                        registry.registerMethods("text").toCompletableFuture().join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldListTheToolsOfOthersButPreferItsOwn() {
        ActorTestKit kit = ActorTestKit.create();
        try {
            ToolRegistry registry = ToolRegistry.of(kit.system());
            TestProbe<List<RegisteredTool>> told = kit.createTestProbe();
            Calls.await(registry.register(tool("mine", "my own")));
            registry.share(new SharedTools() {
                @Override
                public List<RegisteredTool> others() {
                    return List.of(
                            new RegisteredTool(tool("mine", "another's"), 7),
                            new RegisteredTool(tool("theirs", "over there"), 3));
                }

                @Override
                public void changed(List<RegisteredTool> own) {
                    told.getRef().tell(own);
                }
            });

            assertThat(Calls.await(registry.list()))
                    .extracting(RegisteredTool::name)
                    .containsExactly("mine", "theirs");
            assertThat(Calls.await(registry.executeTool("mine", "{}", Calls.context()))
                            .text())
                    .isEqualTo("my own");
            assertThat(Calls.await(registry.find("theirs")).orElseThrow().version())
                    .isEqualTo(3);
            assertThat(told.receiveMessage())
                    .extracting(RegisteredTool::version)
                    .containsExactly(1);
            Calls.await(registry.register(tool("mine", "newer")));
            assertThat(told.receiveMessage())
                    .extracting(RegisteredTool::version)
                    .containsExactly(2);
            Calls.await(registry.unregister("mine"));
            assertThat(told.receiveMessage()).isEmpty();
            assertThat(Calls.run(
                                    Calls.await(registry.find("mine", 1))
                                            .orElseThrow()
                                            .tool(),
                                    "{}")
                            .text())
                    .isEqualTo("my own");
            assertThat(Calls.await(registry.find("mine", 3))).isEmpty();
        } finally {
            kit.shutdownTestKit();
        }
    }

    /** Case 27 of the reference, by the registry. */
    @Test
    void shouldNameItsToolsWhenOneIsUnknown() {
        ToolRegistry registry = ToolRegistry.of(KIT.system());
        Calls.await(registry.registerMethods(new Menu()));

        ToolOutcome outcome = Calls.await(registry.executeTool("nonexistent_tool", "{}", Calls.context()));

        assertThat(outcome).isInstanceOf(ToolOutcome.Failed.class);
        assertThat(outcome.text()).startsWith("Unknown function: nonexistent_tool. Available functions: ");
        assertThat(outcome.text()).contains("dish, drink");
    }

    @Test
    void shouldRefuseMoreToolsThanItHasRoomForAndKeepTheRest() {
        ActorRef<ToolRegistryActor.Command> actor = KIT.spawn(ToolRegistryActor.create());
        TestProbe<StatusReply<List<RegisteredTool>>> replies = KIT.createTestProbe();
        TestProbe<Optional<RegisteredTool>> found = KIT.createTestProbe();
        FunctionTool sample = tool("t", "x");
        List<FunctionTool> many = IntStream.range(0, 1_001)
                .mapToObj(i -> renamed(sample, "t" + i))
                .collect(Collectors.toList());

        actor.tell(new ToolRegistryActor.Register(many, replies.getRef()));

        assertThat(replies.receiveMessage().getError())
                .hasMessage("registered tools: 1001 (expected: at most 1000; unregister some)");
        actor.tell(new ToolRegistryActor.Find("t0", found.getRef()));
        assertThat(found.receiveMessage()).isEmpty();
    }

    private static FunctionTool renamed(FunctionTool tool, String name) {
        var definition =
                new dev.parley.llm.ToolDefinition(name, "", tool.definition().parameters());
        return new FunctionTool() {
            @Override
            public dev.parley.llm.ToolDefinition definition() {
                return definition;
            }

            @Override
            public java.util.concurrent.CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
                return tool.execute(arguments, context);
            }
        };
    }

    @Test
    void shouldBeOnePerSystem() {
        assertThat(Stream.of(1, 2).map(i -> ToolRegistry.of(KIT.system())).distinct())
                .hasSize(1);
    }
}
