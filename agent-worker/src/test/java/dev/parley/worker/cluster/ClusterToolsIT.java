package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.llm.ToolDefinition;
import dev.parley.tool.CallControl;
import dev.parley.tool.CallScope;
import dev.parley.tool.Filler;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.Param;
import dev.parley.tool.RegisteredTool;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolHandler;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import dev.parley.tool.ToolRegistry;
import dev.parley.worker.EchoSession;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tools of three nodes, each an actor system with a port of its own. */
@Timeout(120)
class ClusterToolsIT {
    private final List<TestServer> nodes = new ArrayList<>();

    record Dish(@Param("its name") String dish) {}

    @BeforeEach
    void start() throws Exception {
        List<Integer> ports = freePorts(3);
        String seeds = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
        for (int port : ports) {
            Config config = ConfigFactory.parseString(
                            "parley.cluster { seed-nodes = \"" + seeds + "\", port = " + port + " }")
                    .withFallback(TestServer.CONFIG)
                    .resolve();
            nodes.add(TestServer.start(config, job -> {}, options -> options, HttpOptions.of(config)));
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestServer::close);
    }

    private static List<Integer> freePorts(int count) throws Exception {
        List<ServerSocket> open = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(open.get(i).getLocalPort());
        }
        for (ServerSocket socket : open) {
            socket.close();
        }
        return ports;
    }

    private ToolRegistry registry(int node) {
        return ToolRegistry.of(nodes.get(node).server.system());
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Waits for what other nodes are told. */
    private static RegisteredTool awaitTool(ToolRegistry registry, String name, int version) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (true) {
            Optional<RegisteredTool> found = await(registry.find(name));
            if (found.filter(tool -> tool.version() == version).isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).as("40 s for " + name).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void awaitGone(ToolRegistry registry, String name) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (await(registry.find(name)).isPresent()) {
            assertThat(System.nanoTime()).as("40 s until " + name + " is gone").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static FunctionTool tool(String name, ToolHandler<Dish> code) {
        return FunctionTool.of(name, "Cooks", Dish.class, code);
    }

    private RunContext context(int node, CallControl control) {
        return RunContext.of(
                new EchoSession("session-1", nodes.get(node).server.system()), "call-1", "speech-1", control);
    }

    private RunContext context(int node) {
        return context(node, CallControl.none("call-1"));
    }

    @Test
    void shouldListEverywhereAndRunWhereItsCodeIs() throws Exception {
        await(registry(0).register(tool("cook", (dish, call) -> dish.dish() + " by the first of " + call.callId())));

        RegisteredTool there = awaitTool(registry(2), "cook", 1);
        awaitTool(registry(1), "cook", 1);

        ToolDefinition definition = there.tool().definition();
        assertThat(definition.description()).isEqualTo("Cooks");
        assertThat(definition
                        .parameters()
                        .path("properties")
                        .path("dish")
                        .path("description")
                        .asText())
                .isEqualTo("its name");
        assertThat(await(there.tool().execute("{\"dish\":\"soup\"}", context(2))))
                .isEqualTo(new ToolOutcome.Succeeded("soup by the first of call-1"));
        assertThat(await(there.tool().execute("{}", context(2))).text()).contains("invalid arguments for tool cook");
        await(registry(2).register(tool("cook", (dish, call) -> "at home")));
        assertThat(await(registry(2).executeTool("cook", "{\"dish\":\"soup\"}", context(2)))
                        .text())
                .isEqualTo("at home");
        await(registry(2).unregister("cook"));
        assertThat(await(registry(2).executeTool("cook", "{\"dish\":\"tea\"}", context(2)))
                        .text())
                .isEqualTo("tea by the first of call-1");
    }

    @Test
    void shouldKeepTheVersionThatWasOffered() throws Exception {
        await(registry(0).register(tool("cook", (dish, call) -> "old")));
        RegisteredTool offered = awaitTool(registry(1), "cook", 1);

        await(registry(0).register(tool("cook", (dish, call) -> "new")));
        RegisteredTool newer = awaitTool(registry(1), "cook", 2);

        assertThat(await(offered.tool().execute("{\"dish\":\"\"}", context(1))).text())
                .isEqualTo("old");
        assertThat(await(newer.tool().execute("{\"dish\":\"\"}", context(1))).text())
                .isEqualTo("new");
        await(registry(0).unregister("cook"));
        awaitGone(registry(1), "cook");
        assertThat(await(offered.tool().execute("{\"dish\":\"\"}", context(1))).text())
                .isEqualTo("old");
    }

    /** Writes down what a tool asks of it. */
    private static CallControl conversation(List<String> told) {
        return new CallControl() {
            @Override
            public CompletionStage<Done> disallowInterruptions() {
                told.add("disallowed");
                return CompletableFuture.completedFuture(Done.getInstance());
            }

            @Override
            public CompletionStage<Done> waitForPlayout() {
                return CompletableFuture.failedFuture(new IllegalStateException("the session has ended"));
            }

            @Override
            public void update(String message) {
                told.add(message);
            }

            @Override
            public CallScope withFiller(Filler filler) {
                return () -> told.add("no filler any more");
            }

            @Override
            public CompletionStage<CallScope> foreground() {
                return CompletableFuture.completedFuture(() -> told.add("left the floor"));
            }

            @Override
            public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
                return wait;
            }
        };
    }

    @Test
    void shouldTellTheConversationWhatTheToolAsksOfIt() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        CallControl control = conversation(told);
        await(registry(0)
                .register(tool("cook", (dish, call) -> {
                            call.update("the oven is hot");
                            call.disallowInterruptions().toCompletableFuture().get(5, TimeUnit.SECONDS);
                            return call.waitForPlayout().handle((done, problem) -> {
                                throw new ToolException(String.valueOf(problem.getMessage()));
                            });
                        })
                        .with(ToolOptions.standard().with(ToolFlag.CANCELLABLE).timeout(Duration.ofSeconds(9)))));
        RegisteredTool there = awaitTool(registry(1), "cook", 1);

        ToolOutcome outcome = await(there.tool().execute("{\"dish\":\"\"}", context(1, control)));

        assertThat(outcome).isEqualTo(new ToolOutcome.Failed("the session has ended"));
        assertThat(told).containsExactly("the oven is hot", "disallowed");
        assertThat(there.tool().options().has(ToolFlag.CANCELLABLE)).isTrue();
        assertThat(there.tool().options().timeout()).contains(Duration.ofSeconds(9));
    }

    @Test
    void shouldGiveUpACallThatNobodyWaitsForAndFailWhatCannotCross() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        await(registry(0).register(tool("wait", (dish, call) -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException given) {
                interrupted.countDown();
                throw given;
            }
        })));
        await(registry(0).register(tool("long", (dish, call) -> "x".repeat(400_000))));
        CompletableFuture<ToolOutcome> running = awaitTool(registry(1), "wait", 1)
                .tool()
                .execute("{\"dish\":\"\"}", context(1))
                .toCompletableFuture();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        running.cancel(true);

        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(await(awaitTool(registry(1), "long", 1).tool().execute("{\"dish\":\"\"}", context(1)))
                        .text())
                .isEqualTo("tool long: its result has 400000 characters (expected: at most 300000 from another node)");
    }

    /** An approval that the tool's own code judges can't be judged elsewhere. */
    @Test
    void shouldNotOfferElsewhereWhatJudgesItsOwnApproval() throws Exception {
        await(registry(0)
                .register(tool("pay", (dish, call) -> "paid")
                        .with(ToolOptions.standard().approvedBy(words -> words.equals("yes")))));
        await(registry(0).register(tool("zest", (dish, call) -> "later, so that the other one would be there")));

        awaitTool(registry(1), "zest", 1);

        assertThat(await(registry(1).find("pay"))).isEmpty();
    }

    @Test
    void shouldEndCallsAndListingsOfANodeThatIsGone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        await(registry(2).register(tool("cook", (dish, call) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "never";
        })));
        RegisteredTool there = awaitTool(registry(0), "cook", 1);
        CompletionStage<ToolOutcome> running = there.tool().execute("{\"dish\":\"\"}", context(0));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        nodes.get(2).server.system().terminate();

        assertThat(await(running))
                .isEqualTo(new ToolOutcome.Failed(
                        "tool cook: the node that runs it is gone; what it has done is not known"));
        awaitGone(registry(0), "cook");
        assertThat(await(there.tool().execute("{\"dish\":\"\"}", context(0))).text())
                .isEqualTo("tool cook: the node that runs it is gone; what it has done is not known");
    }
}
