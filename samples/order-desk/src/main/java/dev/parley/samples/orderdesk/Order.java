package dev.parley.samples.orderdesk;

import dev.parley.tool.ToolException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An order as far as it has got: the session's own data. Immutable.
 *
 * @param lines one for each product, in the order of their first mention
 * @param number set once it is in the order book; nothing changes after that
 */
public record Order(List<Line> lines, Optional<String> phone, Optional<Address> address, Optional<Long> number) {
    private static final Order EMPTY = new Order(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Order {
        lines = List.copyOf(lines);
    }

    /** Some of one product, at the price it was offered for. */
    public record Line(String product, int quantity, BigDecimal price) {
        BigDecimal total() {
            return price.multiply(BigDecimal.valueOf(quantity));
        }
    }

    /** Where it goes. */
    public record Address(String street, String number) {}

    public static Order empty() {
        return EMPTY;
    }

    int quantity(String product) {
        return lines.stream()
                .filter(line -> line.product().equals(product))
                .mapToInt(Line::quantity)
                .sum();
    }

    BigDecimal total() {
        return lines.stream().map(Line::total).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** With so many of a product in all; none takes its line away. */
    Order withQuantity(Product product, int quantity) {
        refuseIfPlaced();
        Line changed = new Line(product.name(), quantity, product.price());
        List<Line> all = new ArrayList<>();
        boolean known = false;
        for (Line line : lines) {
            boolean same = line.product().equals(product.name());
            known |= same;
            all.add(same ? changed : line);
        }
        if (!known) {
            all.add(changed);
        }
        all.removeIf(line -> line.quantity() == 0);
        return new Order(all, phone, address, number);
    }

    Order withPhone(String digits) {
        refuseIfPlaced();
        return new Order(lines, Optional.of(digits), address, number);
    }

    Order withAddress(Address newAddress) {
        refuseIfPlaced();
        return new Order(lines, phone, Optional.of(newAddress), number);
    }

    Order placed(long orderNumber) {
        return new Order(lines, phone, address, Optional.of(orderNumber));
    }

    private void refuseIfPlaced() {
        if (number.isPresent()) {
            throw new ToolException("your order is already placed. Please call again for another one.");
        }
    }
}
