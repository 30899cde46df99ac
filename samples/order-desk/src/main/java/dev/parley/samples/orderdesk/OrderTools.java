package dev.parley.samples.orderdesk;

import dev.parley.samples.orderdesk.Order.Address;
import dev.parley.session.AgentSession;
import dev.parley.tool.Param;
import dev.parley.tool.RunContext;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolOutcome;
import java.math.BigDecimal;
import java.util.Optional;

/** What the agent can do. The order itself is the session's user data; stock and order book are in the store. */
public final class OrderTools {
    private final OrderData data;
    private final OrderStore store;

    OrderTools(OrderData data, OrderStore store) {
        this.data = data;
        this.store = store;
    }

    /** What one costs. */
    public record Price(String product, BigDecimal price, String amount, String currency) {}

    /** How many are left. */
    public record Stock(String product, String plural, int stock) {}

    /**
     * The order after a change.
     *
     * @param missing what is not known yet: {@code items}, {@code phone}, {@code address} or nothing
     * @param next the question to go on with
     */
    public record Basket(String changed, String summary, String total, String currency, String missing, String next) {}

    /** The order is in the book. */
    public record Confirmation(long number, String summary, String total, String currency, String address) {}

    @Tool(name = "list_products", description = "Lists what can be ordered.")
    public String listProducts() {
        return Phrases.list(
                data.catalogue().products().stream().map(Product::plural).toList());
    }

    @Tool(name = "get_price", description = "Tells the price of one product.")
    public Price price(@Param("The product's name") String product) {
        Product found = data.catalogue().find(product);
        return new Price(
                found.name(),
                found.price(),
                Phrases.amount(found.price()),
                data.catalogue().currency());
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
            int had = current.quantity(found.name());
            if (quantity > inStock - had) {
                throw new ToolException("we only have " + found.count(inStock) + " left. How many would you like?");
            }
            return current.withQuantity(found, had + quantity);
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
                throw new ToolException("there is no " + found.name() + " in your order. What else can I do for you?");
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
            @Param(value = "The number, 7 to 15 digits", name = "phone_number") String phoneNumber,
            RunContext context) {
        String digits = phoneNumber.replaceAll("[ ./()+-]", "");
        if (!digits.matches("\\d{7,15}")) {
            throw new ToolException("a phone number has 7 to 15 digits. " + Missing.PHONE.question);
        }
        return basket(digits, context.updateUserData(Order.class, order -> order.withPhone(digits)));
    }

    @Tool(name = "set_address", description = "Notes where the order is delivered to.")
    public Basket address(
            @Param("The street's name") String street, @Param("The house number") String number, RunContext context) {
        String known = data.streets()
                .find(street)
                .orElseThrow(() -> new ToolException("we do not deliver to that street. " + Missing.ADDRESS.question));
        if (!number.strip().matches("[1-9]\\d{0,3} ?[a-zA-Z]?")) {
            throw new ToolException("a house number is a number from 1 to 9999. " + Missing.ADDRESS.question);
        }
        Address address = new Address(known, number.strip());
        Order order = context.updateUserData(Order.class, current -> current.withAddress(address));
        return basket(address.number() + " " + known, order);
    }

    @Tool(name = "place_order", description = "Places the order once the caller has confirmed it.")
    public Confirmation place(RunContext context) {
        Order order = context.userData(Order.class);
        Missing missing = Missing.of(order);
        if (missing != Missing.NOTHING) {
            throw new ToolException(missing.question);
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

    @Tool(name = "end_call", description = "Hangs up once the caller has said goodbye.")
    public ToolOutcome endCall(RunContext context) {
        AgentSession session = context.session();
        session.say(data.catalogue().farewell()).whenDone().thenRun(session::close);
        return new ToolOutcome.Silent("the call ends");
    }

    private Basket basket(String changed, Order order) {
        Missing missing = Missing.of(order);
        return new Basket(
                changed,
                summary(order),
                Phrases.amount(order.total()),
                data.catalogue().currency(),
                missing.word,
                missing.question);
    }

    private String summary(Order order) {
        return Phrases.list(order.lines().stream()
                .map(line -> data.catalogue().find(line.product()).count(line.quantity()))
                .toList());
    }

    /** What an order still needs, in the order in which it is asked for. */
    private enum Missing {
        ITEMS("items", "What would you like to order?"),
        PHONE("phone", "What is your phone number?"),
        ADDRESS("address", "Which street and house number shall we deliver to?"),
        NOTHING("", "Shall I place the order?");

        private final String word;
        private final String question;

        Missing(String word, String question) {
            this.word = word;
            this.question = question;
        }

        static Missing of(Order order) {
            if (order.lines().isEmpty()) {
                return ITEMS;
            }
            if (order.phone().isEmpty()) {
                return PHONE;
            }
            return order.address().isEmpty() ? ADDRESS : NOTHING;
        }
    }
}
