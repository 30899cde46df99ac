package dev.parley.samples.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.samples.orderdesk.Order.Address;
import dev.parley.tool.ToolException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OrderStoreTest {
    private static final Product TEA = new Product("tea", "teas", List.of(), new BigDecimal("2.50"), 10);
    private static final Product CAKE = new Product("cake", "cakes", List.of(), new BigDecimal("4"), 3);

    @TempDir
    Path directory;

    private OrderStore store;

    @BeforeEach
    void open() {
        store = reopened();
        store.stockUp(new Catalogue("Hello", "Goodbye", "dollars", List.of(TEA, CAKE)));
    }

    private OrderStore reopened() {
        return OrderStore.open(directory.resolve("orders"), Clock.fixed(Desk.NOON, ZoneOffset.UTC));
    }

    private static Order order(int teas, int cakes) {
        return Order.empty()
                .withQuantity(TEA, teas)
                .withQuantity(CAKE, cakes)
                .withPhone("5550100")
                .withAddress(new Address("Main Street", "1"));
    }

    @Test
    void shouldLeaveTheStockAloneWhenOneOfTheItemsIsSoldOut() {
        assertThatThrownBy(() -> store.place("call", order(2, 4)))
                .isInstanceOf(ToolException.class)
                .hasMessage("there is not enough cake left. Please order less of it.");

        assertThat(store.stock("tea")).isEqualTo(10);
        assertThat(store.orders(10)).isEmpty();
    }

    @Test
    void shouldNeverSellMoreThanThereIs() {
        List<CompletableFuture<Boolean>> sales = IntStream.range(0, 20)
                .mapToObj(call -> CompletableFuture.supplyAsync(() -> {
                    try {
                        store.place("call-" + call, order(1, 1));
                        return true;
                    } catch (ToolException soldOut) {
                        return false;
                    }
                }))
                .toList();

        assertThat(sales.stream().map(CompletableFuture::join).filter(sold -> sold))
                .hasSize(3);
        assertThat(List.of(store.stock("tea"), store.stock("cake"))).containsExactly(7, 0);
        assertThat(store.orders(100)).hasSize(3);
    }

    @Test
    void shouldPlaceOneOrderPerCallThoughAskedAtTheSameTime() {
        List<CompletableFuture<Long>> asked = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> store.place("call", order(1, 0))))
                .toList();

        assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(store.stock("tea")).isEqualTo(9);
    }

    @Test
    void shouldKeepBookAndStockWhenOpenedAgain() {
        store.place("call", order(2, 1));

        OrderStore again = reopened();
        again.stockUp(new Catalogue("Hello", "Goodbye", "dollars", List.of(TEA, CAKE)));

        assertThat(again.stock("tea")).isEqualTo(8);
        assertThat(again.orders(10))
                .singleElement()
                .satisfies(stored -> assertThat(stored.lines())
                        .extracting(Order.Line::product)
                        .containsExactly("tea", "cake"));
    }

    @Test
    void shouldTakeOverWhatTheCatalogueChanges() {
        store.place("call", order(2, 0));

        Product more = new Product("tea", "teas", List.of(), TEA.price(), 15);
        Product fresh = new Product("pie", "pies", List.of(), TEA.price(), 7);
        store.stockUp(new Catalogue("Hello", "Goodbye", "dollars", List.of(more, CAKE, fresh)));

        assertThat(store.stock("tea")).isEqualTo(13);
        assertThat(store.stock("pie")).isEqualTo(7);
    }

    @Test
    void shouldListTheNewestFirstAndNoMoreThanAsked() {
        for (int i = 0; i < 3; i++) {
            store.place("call-" + i, order(1, 0));
        }

        assertThat(store.orders(2)).extracting(StoredOrder::callId).containsExactly("call-2", "call-1");
    }
}
