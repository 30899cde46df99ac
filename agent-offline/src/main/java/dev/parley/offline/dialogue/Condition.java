package dev.parley.offline.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A test on the values of a scope: {@code available}, {@code !available}, {@code stock >= quantity}, {@code status == ok}. */
final class Condition {
    private static final Pattern FORM =
            Pattern.compile("\\s*(!)?\\s*([a-zA-Z_][\\w.-]*)\\s*(?:(==|!=|<=|>=|<|>)\\s*(\"[^\"]*\"|[\\w.-]+)\\s*)?");

    private final boolean negated;
    private final String left;
    private final String operator;
    private final String right;

    private Condition(boolean negated, String left, String operator, String right) {
        this.negated = negated;
        this.left = left;
        this.operator = operator;
        this.right = right;
    }

    /** @throws IllegalArgumentException if it hasn't that form */
    static Condition parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "condition: " + text + " (expected: field, !field or field == value, with ==, !=, <, <=, > or >=)");
        }
        String operator = Optional.ofNullable(matcher.group(3)).orElse("");
        String right = Optional.ofNullable(matcher.group(4)).orElse("");
        return new Condition(matcher.group(1) != null, matcher.group(2), operator, right);
    }

    boolean holds(JsonNode scope) {
        JsonNode value = Template.at(left, scope);
        boolean plain = operator.isEmpty() ? isTrue(value) : compares(value.asText(), rightValue(scope));
        return negated != plain;
    }

    /** The right side is another field if there is one of that name, and itself otherwise. */
    private String rightValue(JsonNode scope) {
        if (right.startsWith("\"")) {
            return right.substring(1, right.length() - 1);
        }
        JsonNode field = Template.at(right, scope);
        return field.isMissingNode() ? right : field.asText();
    }

    private boolean compares(String a, String b) {
        Optional<Integer> order = order(a, b);
        return switch (operator) {
            case "==" -> order.map(o -> o == 0).orElseGet(() -> a.equalsIgnoreCase(b));
            case "!=" -> !order.map(o -> o == 0).orElseGet(() -> a.equalsIgnoreCase(b));
            case "<" -> order.orElse(1) < 0;
            case "<=" -> order.orElse(1) <= 0;
            case ">" -> order.orElse(-1) > 0;
            default -> order.orElse(-1) >= 0;
        };
    }

    private static Optional<Integer> order(String a, String b) {
        try {
            return Optional.of(new BigDecimal(a).compareTo(new BigDecimal(b)));
        } catch (NumberFormatException e) {
            return Optional.empty(); // not both numbers: only equality can be asked of them
        }
    }

    private static boolean isTrue(JsonNode value) {
        if (value.isContainerNode()) {
            return !value.isEmpty();
        }
        String text = value.asText().toLowerCase(Locale.ROOT);
        return !(value.isMissingNode()
                || text.isEmpty()
                || text.equals("false")
                || text.equals("0")
                || text.equals("0.0")
                || text.equals("null"));
    }
}
