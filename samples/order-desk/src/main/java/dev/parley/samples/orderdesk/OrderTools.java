package dev.parley.samples.orderdesk;

import dev.parley.samples.orderdesk.Order.Address;
import dev.parley.tool.Param;
import dev.parley.tool.RunContext;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What the agent can do. The order itself is the session's user data; stock and order book are in the store. */
public final class OrderTools {
    private static final String PHONE = "What is your phone number?";
    private static final String ADDRESS = "Which street and house number shall we deliver to?";

    private final OrderData data;
    private final OrderStore store;

    OrderTools(OrderData data, OrderStore store) {
        this.data = data;
        this.store = store;
    }

    /** What one costs. */
    public record Price(String product, BigDecimal price, String amount, String currency) {}

    /** How many are left. */
    public record Stock(String product, String plural, int inStock) {}

    /** The order after a change. */
    public record Basket(String changed, String summary, String total, String currency, String next) {}

    /** The order is in the book. */
    public record Confirmation(long orderNumber, String summary, String total, String currency, String address) {}

    @Tool(name = "list_products", description = "Lists what can be ordered.")
    public String listProducts() {
        return Phrases.list(data.catalogue().products().stream().map(Product::plural).toList());
    }

    @Tool(name = "get_price", description = "Tells the price of one product.")
    public Price price(@Param("The product's name") String product) {
        Product found = data.catalogue().find(product);
        return new Price(
                found.name(), found.price(), Phrases.amount(found.price()), data.catalogue().currency());
    }

    @Tool(name = "get_stock", description = "Tells how many of a product are in stock.")
    public Stock stock(@Param("The product's name") String product) {
        Product found = data.catalogue().find(product);
        return new Stock(found.name(), found.plural(), store.stock(found.name()));
    }

    @Tool(name = "add_item", description = "Adds some of a product to the caller's order.")
    public Basket addItem(
            @Param("The product's name") String product,
            @Param("How many to add, at least 1") int quantity,
            RunContext context) {
        Product found = data.catalogue().find(product);
        if (quantity < 1) {
            throw new ToolException("it must be at least one. How many would you like?");
        }
        int inStock = store.stock(found.name());
        Order order = context.updateUserData(Order.class, current -> {
            int wanted = Math.addExact(current.quantity(found.name()), quantity);
            if (wanted > inStock) {
                throw new ToolException("we only have " + found.count(inStock) + " left. How many would you like?");
            }
            return current.withQuantity(found, wanted);
        });
        context.logInfo("Added an item to the order.");
        return basket(found.count(quantity), order);
    }

    @Tool(name = "remove_item", description = "Takes a product, or some of it, from the caller's order.")
    public Basket removeItem(
            @Param("The product's name") String product,
            @Param("How many to take away; all of them if left out") Optional<Integer> quantity,
            RunContext context) {
        Product found = data.catalogue().find(product);
        Order order = context.updateUserData(Order.class, current -> {
            int had = current.quantity(found.name());
            if (had == 0) {
                throw new ToolException("there is no " + found.name() + " in your order.");
            }
            return current.withQuantity(found, Math.max(0, had - quantity.orElse(had)));
        });
        return basket(quantity.map(found::count).orElse(found.plural()), order);
    }

    @Tool(name = "get_order", description = "Summarises the caller's order with its total.")
    public Basket order(RunContext context) {
        return basket("", context.userData(Order.class));
    }

    @Tool(name = "set_phone_number", description = "Notes the caller's phone number.")
    public Basket phoneNumber(
            @Param(value = "The number, 7 to 15 digits", name = "phone_number") String phoneNumber, RunContext context) {
        String digits = phoneNumber.replaceAll("[ ./()+-]", "");
        if (!digits.matches("\\d{7,15}")) {
            throw new ToolException("a phone number has 7 to 15 digits. " + PHONE);
        }
        return basket(digits, context.updateUserData(Order.class, order -> order.withPhone(digits)));
    }

    @Tool(name = "set_address", description = "Notes where the order is delivered to.")
    public Basket address(
            @Param("The street's name") String street,
            @Param("The house number") String number,
            RunContext context) {
        String known = data.streets()
                .find(street)
                .orElseThrow(() -> new ToolException("we do not deliver to that street. " + ADDRESS));
        if (!number.strip().matches("[1-9]\\d{0,3} ?[a-zA-Z]?")) {
            throw new ToolException("a house number is a number from 1 to 9999. " + ADDRESS);
        }
        Address address = new Address(known, number.strip());
        Order order = context.updateUserData(Order.class, current -> current.withAddress(address));
        return basket(address.number() + " " + known, order);
    }

    @Tool(name = "place_order", description = "Places the order once the caller has confirmed it.")
    public Confirmation place(RunContext context) {
        Order order = context.userData(Order.class);
        if (!missing(order).isEmpty()) {
            throw new ToolException(missing(order));
        }
        long number = store.place(context.session().id(), order);
        Order placed = context.updateUserData(Order.class, current -> current.placed(number));
        context.logInfo("Placed order " + number + ".");
        return new Confirmation(
                number,
                summary(placed),
                Phrases.amount(placed.total()),
                data.catalogue().currency(),
                placed.address().map(to -> to.number() + " " + to.street()).orElse(""));
    }

    private Basket basket(String changed, Order order) {
        String next = missing(order);
        return new Basket(
                changed,
                summary(order),
                Phrases.amount(order.total()),
                data.catalogue().currency(),
                next.isEmpty() ? "Shall I place the order?" : next);
    }

    /** What to ask for next; empty if the order is complete. */
    private static String missing(Order order) {
        if (order.lines().isEmpty()) {
            return "What would you like to order?";
        }
        if (order.phone().isEmpty()) {
            return PHONE;
        }
        return order.address().isEmpty() ? ADDRESS : "";
    }

    private String summary(Order order) {
        List<String> counts = order.lines().stream()
                .map(line -> data.catalogue().find(line.product()).count(line.quantity()))
                .toList();
        return counts.isEmpty() ? "nothing yet" : Phrases.list(counts);
    }
}
