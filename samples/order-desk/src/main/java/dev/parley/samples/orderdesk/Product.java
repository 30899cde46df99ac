package dev.parley.samples.orderdesk;

import java.math.BigDecimal;
import java.util.List;

/**
 * Something that can be ordered.
 *
 * @param also other names of it
 * @param price of one, in the catalogue's currency
 * @param stock how many there were when the desk opened
 */
record Product(String name, String plural, List<String> also, BigDecimal price, int stock) {
    Product {
        also = List.copyOf(also);
        if (name.isBlank()) {
            throw new IllegalArgumentException("product name: empty (expected: a word or two)");
        }
        if (price.signum() < 0) {
            throw new IllegalArgumentException("price of " + name + ": " + price + " (expected: >= 0)");
        }
        if (stock < 0) {
            throw new IllegalArgumentException("stock of " + name + ": " + stock + " (expected: >= 0)");
        }
    }

    /** Such as {@code 1 pizza} or {@code 2 pizzas}. */
    String count(int quantity) {
        return quantity + " " + (quantity == 1 ? name : plural);
    }

    boolean isCalled(String words) {
        String plain = words.strip();
        return plain.equalsIgnoreCase(name)
                || plain.equalsIgnoreCase(plural)
                || also.stream().anyMatch(plain::equalsIgnoreCase);
    }
}
