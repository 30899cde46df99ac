package dev.parley.samples.orderdesk;

import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A desk of which single tools are tried: its data, its file, and one call's order. */
final class Desk {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    final OrderStore store;
    final List<FunctionTool> tools;
    private final AtomicReference<Order> order = new AtomicReference<>(Order.empty());
    private final RunContext context;

    Desk(Path directory, OrderData data, String callId) {
        store = OrderStore.open(directory.resolve("orders"), Clock.fixed(NOON, ZoneOffset.UTC));
        store.stockUp(data.catalogue());
        tools = FunctionTools.of(new OrderTools(data, store));
        context = RunContext.of(session(callId), "tool-call", "speech");
    }

    static OrderData packedData() {
        return DataFiles.at("data").orderData();
    }

    Order order() {
        return Objects.requireNonNull(order.get());
    }

    ToolOutcome run(String name, String arguments) {
        FunctionTool tool = tools.stream()
                .filter(candidate -> candidate.definition().name().equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return tool.execute(arguments, context).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no outcome of " + name + " in 10 s", e);
        }
    }

    /** A session's own data and id are all that the tools use of it. */
    @SuppressWarnings("unchecked")
    private AgentSession session(String id) {
        return (AgentSession) Proxy.newProxyInstance(
                Desk.class.getClassLoader(),
                new Class<?>[] {AgentSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> id;
                    case "userData" -> order.get();
                    case "updateUserData" -> order.updateAndGet((UnaryOperator<Order>) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
