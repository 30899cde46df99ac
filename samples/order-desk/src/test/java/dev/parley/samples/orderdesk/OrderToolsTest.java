package dev.parley.samples.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.samples.orderdesk.Order.Address;
import dev.parley.tool.ToolOutcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OrderToolsTest {
    @TempDir
    Path directory;

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(directory, Desk.packedData(), "call-1");
    }

    private ToolOutcome succeeded(String name, String arguments) {
        ToolOutcome outcome = desk.run(name, arguments);
        assertThat(outcome).isInstanceOf(ToolOutcome.Succeeded.class);
        return outcome;
    }

    private String refused(String name, String arguments) {
        ToolOutcome outcome = desk.run(name, arguments);
        assertThat(outcome).isInstanceOf(ToolOutcome.Failed.class);
        return outcome.text();
    }

    private void fill() {
        succeeded("add_item", "{\"product\":\"pizza\",\"quantity\":2}");
        succeeded("add_item", "{\"product\":\"ice cream\",\"quantity\":1}");
        succeeded("set_phone_number", "{\"phone_number\":\"555 010-9988\"}");
        succeeded("set_address", "{\"street\":\"baker st.\",\"number\":\"221b\"}");
    }

    @ParameterizedTest
    @CsvSource({"pizza,10.0,50", "salads,5.0,100", "Ice Cream,3.0,40"})
    void shouldTellPriceAndStockOfTheCatalogue(String product, String price, int stock) {
        assertThat(succeeded("get_price", "{\"product\":\"" + product + "\"}").text())
                .contains("\"price\":" + price);
        assertThat(succeeded("get_stock", "{\"product\":\"" + product + "\"}").text())
                .contains("\"stock\":" + stock);
    }

    @Test
    void shouldAskBackForAProductThatIsNotSold() {
        assertThat(refused("get_price", "{\"product\":\"lobster\"}"))
                .isEqualTo("we do not have that. We have pizzas, salads and ice creams. What would you like?");
    }

    @Test
    void shouldPlaceACompleteOrderAndTakeItFromTheStock() {
        fill();

        assertThat(succeeded("place_order", "").text())
                .contains("\"number\":1", "\"summary\":\"2 pizzas and 1 ice cream\"", "\"total\":\"23\"");

        assertThat(desk.store.stock("pizza")).isEqualTo(48);
        assertThat(desk.store.stock("ice cream")).isEqualTo(39);
        assertThat(desk.store.orders(10)).singleElement().satisfies(stored -> {
            assertThat(stored.callId()).isEqualTo("call-1");
            assertThat(stored.total()).isEqualByComparingTo("23");
            assertThat(stored.phone()).isEqualTo("5550109988");
            assertThat(stored.address()).isEqualTo(new Address("Baker Street", "221b"));
            assertThat(stored.placedAt()).isEqualTo(Desk.NOON);
        });
    }

    @Test
    void shouldPlaceAnOrderOnceHoweverOftenItIsConfirmed() {
        fill();

        ToolOutcome first = succeeded("place_order", "");

        assertThat(succeeded("place_order", "")).isEqualTo(first);
        assertThat(desk.store.orders(10)).hasSize(1);
        assertThat(desk.store.stock("pizza")).isEqualTo(48);
    }

    @Test
    void shouldAskForWhatIsMissingBeforeAnOrderIsPlaced() {
        assertThat(refused("place_order", "")).isEqualTo("What would you like to order?");
        succeeded("add_item", "{\"product\":\"salad\",\"quantity\":1}");
        assertThat(refused("place_order", "")).isEqualTo("What is your phone number?");
        succeeded("set_phone_number", "{\"phone_number\":\"5550100\"}");
        assertThat(refused("place_order", "")).isEqualTo("Which street and house number shall we deliver to?");
        assertThat(desk.store.orders(10)).isEmpty();
    }

    @Test
    void shouldNotTakeMoreThanIsInStock() {
        succeeded("add_item", "{\"product\":\"ice cream\",\"quantity\":38}");

        assertThat(refused("add_item", "{\"product\":\"ice cream\",\"quantity\":3}"))
                .isEqualTo("we only have 40 ice creams left. How many would you like?");
        assertThat(desk.order().quantity("ice cream")).isEqualTo(38);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseAQuantityBelowOne(int quantity) {
        assertThat(refused("add_item", "{\"product\":\"pizza\",\"quantity\":" + quantity + "}"))
                .isEqualTo("it must be at least one. How many would you like?");
    }

    @Test
    void shouldRefuseAnAbsurdQuantityWithoutAnInternalError() {
        succeeded("add_item", "{\"product\":\"pizza\",\"quantity\":1}");

        assertThat(refused("add_item", "{\"product\":\"pizza\",\"quantity\":2147483647}"))
                .isEqualTo("we only have 50 pizzas left. How many would you like?");
    }

    @Test
    void shouldRemoveSomeOrAllOfAProduct() {
        succeeded("add_item", "{\"product\":\"pizza\",\"quantity\":3}");

        assertThat(succeeded("remove_item", "{\"product\":\"pizza\",\"quantity\":1}")
                        .text())
                .contains("\"summary\":\"2 pizzas\"");
        assertThat(succeeded("remove_item", "{\"product\":\"pizza\"}").text()).contains("\"summary\":\"\"");
        assertThat(refused("remove_item", "{\"product\":\"pizza\"}"))
                .isEqualTo("there is no pizza in your order. What else can I do for you?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123456", "1234567890123456", "call me maybe", "555-CALL-NOW", "555 0100; drop table"})
    void shouldAskAgainForAPhoneNumberThatIsNone(String typed) {
        assertThat(refused("set_phone_number", "{\"phone_number\":\"" + typed + "\"}"))
                .isEqualTo("a phone number has 7 to 15 digits. What is your phone number?");
        assertThat(desk.order().phone()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5550100,5550100", "+44 20 7946 0958,442079460958", "(555) 010-99.88,5550109988"})
    void shouldTakeAPhoneNumberHoweverItIsWritten(String typed, String digits) {
        succeeded("set_phone_number", "{\"phone_number\":\"" + typed + "\"}");

        assertThat(desk.order().phone()).hasValue(digits);
    }

    @ParameterizedTest
    @CsvSource({"Elm Street,5", "'',5", "Baker,5"})
    void shouldAskAgainForAStreetThatIsNotServed(String street, String number) {
        assertThat(refused("set_address", "{\"street\":\"" + street + "\",\"number\":\"" + number + "\"}"))
                .startsWith("we do not deliver to that street.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "12345", "five", "-3", "5 or so"})
    void shouldAskAgainForAHouseNumberThatIsNone(String number) {
        assertThat(refused("set_address", "{\"street\":\"Baker Street\",\"number\":\"" + number + "\"}"))
                .startsWith("a house number is a number from 1 to 9999.");
    }

    @Test
    void shouldNotChangeAnOrderThatIsPlaced() {
        fill();
        succeeded("place_order", "");

        assertThat(refused("add_item", "{\"product\":\"pizza\",\"quantity\":1}"))
                .isEqualTo("your order is already placed. Please call again for another one.");
    }
}
