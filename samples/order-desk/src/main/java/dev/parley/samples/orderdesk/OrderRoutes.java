package dev.parley.samples.orderdesk;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEnd;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The order book over HTTP. */
final class OrderRoutes {
    private static final int MOST = 100;

    private OrderRoutes() {}

    /**
     * {@code GET /orders}: the newest hundred orders, newest first.
     *
     * @param blocking where the database may be waited for
     */
    static Route of(Supplier<OrderStore> store, Executor blocking) {
        return path(
                "orders",
                () -> pathEnd(() -> get(() -> completeWithFuture(
                        CompletableFuture.supplyAsync(() -> json(store.get().orders(MOST)), blocking)
                                .thenApply(OrderRoutes::response)))));
    }

    private static HttpResponse response(ObjectNode body) {
        return HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, body.toString());
    }

    private static ObjectNode json(List<StoredOrder> orders) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode list = root.putArray("orders");
        for (StoredOrder order : orders) {
            ObjectNode node = list.addObject();
            node.put("number", order.number()).put("call", order.callId());
            ArrayNode lines = node.putArray("lines");
            order.lines()
                    .forEach(line -> lines.addObject()
                            .put("product", line.product())
                            .put("quantity", line.quantity())
                            .put("price", line.price()));
            node.put("total", order.total())
                    .put("phone", order.phone())
                    .put("street", order.address().street())
                    .put("house_number", order.address().number())
                    .put("placed_at", order.placedAt().toString());
        }
        return root;
    }
}
