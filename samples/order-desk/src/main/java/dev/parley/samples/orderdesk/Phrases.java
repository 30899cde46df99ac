package dev.parley.samples.orderdesk;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** How things are said. */
final class Phrases {
    private Phrases() {}

    /** Such as {@code pizzas, salads and ice creams}. */
    static String list(List<String> parts) {
        if (parts.size() < 2) {
            return String.join("", parts);
        }
        return String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.get(parts.size() - 1);
    }

    /** Whole amounts without a fraction, others with two digits: {@code 10} or {@code 3.50}. */
    static String amount(BigDecimal price) {
        BigDecimal plain = price.stripTrailingZeros();
        return plain.scale() <= 0
                ? plain.toPlainString()
                : price.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
