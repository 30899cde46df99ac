package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a field of a client's event may hold. */
@FunctionalInterface
interface FieldRule {

    /** What is wrong with a value at this path; empty if nothing is. */
    Optional<Problem> check(String path, JsonNode value);

    static FieldRule anything() {
        return (path, value) -> Optional.empty();
    }

    static FieldRule text() {
        return ofType("a string", JsonNode::isTextual);
    }

    static FieldRule bool() {
        return ofType("a boolean", JsonNode::isBoolean);
    }

    static FieldRule anyObject() {
        return ofType("an object", JsonNode::isObject);
    }

    static FieldRule integer(int min, int max) {
        return (path, value) -> {
            if (!value.isIntegralNumber()) {
                return Optional.of(Problem.invalidType(path, "an integer", kind(value)));
            }
            return inRange("integer", path, value, min, max);
        };
    }

    static FieldRule decimal(double min, double max) {
        return (path, value) -> {
            if (!value.isNumber()) {
                return Optional.of(Problem.invalidType(path, "a decimal", kind(value)));
            }
            return inRange("decimal", path, value, min, max);
        };
    }

    static FieldRule oneOf(String... values) {
        List<String> supported = List.of(values);
        return (path, value) -> {
            if (!value.isTextual()) {
                return Optional.of(Problem.invalidType(path, "a string", kind(value)));
            }
            return supported.contains(value.asText())
                    ? Optional.empty()
                    : Optional.of(Problem.invalidValue(path, value.asText(), supported));
        };
    }

    static FieldRule nullable(FieldRule rule) {
        return (path, value) -> value.isNull() ? Optional.empty() : rule.check(path, value);
    }

    static FieldRule listOf(FieldRule rule) {
        return (path, value) -> {
            if (!value.isArray()) {
                return Optional.of(Problem.invalidType(path, "an array", kind(value)));
            }
            for (int i = 0; i < value.size(); i++) {
                Optional<Problem> problem = rule.check(path + "[" + i + "]", value.get(i));
                if (problem.isPresent()) {
                    return problem;
                }
            }
            return Optional.empty();
        };
    }

    /** An object of these fields, none of which need be there, and no others. */
    static FieldRule object(Map<String, FieldRule> fields) {
        return (path, value) -> {
            if (!value.isObject()) {
                return Optional.of(Problem.invalidType(path, "an object", kind(value)));
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                FieldRule rule = fields.get(field.getKey());
                Optional<Problem> problem = rule == null
                        ? Optional.of(Problem.unknownParameter(inner))
                        : rule.check(inner, field.getValue());
                if (problem.isPresent()) {
                    return problem;
                }
            }
            return Optional.empty();
        };
    }

    /** An object by one rule, anything else by another. */
    static FieldRule objectOr(FieldRule ofObject, FieldRule other) {
        return (path, value) -> value.isObject() ? ofObject.check(path, value) : other.check(path, value);
    }

    /** An integer by one rule, anything else by another. */
    static FieldRule integerOr(FieldRule ofInteger, FieldRule other) {
        return (path, value) -> value.isNumber() ? ofInteger.check(path, value) : other.check(path, value);
    }

    private static FieldRule ofType(String expected, Predicate<JsonNode> is) {
        return (path, value) ->
                is.test(value) ? Optional.empty() : Optional.of(Problem.invalidType(path, expected, kind(value)));
    }

    private static Optional<Problem> inRange(String type, String path, JsonNode value, double min, double max) {
        double number = value.asDouble();
        if (number >= min && number <= max) {
            return Optional.empty();
        }
        boolean below = number < min;
        double bound = below ? min : max;
        String shown = bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        String message = "Invalid '" + path + "': " + type + (below ? " below minimum" : " above maximum")
                + " value. Expected a value " + (below ? ">= " : "<= ") + shown + ", but got " + value.asText()
                + " instead.";
        return Optional.of(Problem.invalid(type + (below ? "_below_min_value" : "_above_max_value"), message, path));
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
            case BOOLEAN -> "a boolean";
            default -> "a string";
        };
    }
}
