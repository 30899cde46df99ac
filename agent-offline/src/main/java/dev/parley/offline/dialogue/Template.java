package dev.parley.offline.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places such as {@code {price|money}} that are filled from a scope of values. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern PATH = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]*(\\.[a-zA-Z0-9_-]+)*");
    private static final Set<String> FILTERS =
            Set.of("money", "plural", "count", "words", "digits", "each", "and", "default", "capital");

    private final String text;

    Template(String text) {
        this.text = text;
    }

    /** What a template may use beside its scope. */
    record Surroundings(String currency, Map<String, Template> templates) {}

    /** Its faults, each with the rule that it breaks. */
    List<String> faults(Set<String> templates) {
        List<String> faults = new ArrayList<>();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            String[] steps = places.group(1).split("\\|", -1);
            if (!PATH.matcher(steps[0].trim()).matches()) {
                faults.add("{" + places.group(1) + "} (expected: {name}, {name.field} or {name|filter})");
            }
            for (int i = 1; i < steps.length; i++) {
                filterFaults(steps[i].trim(), templates, faults);
            }
        }
        String rest = PLACE.matcher(text).replaceAll("");
        if (rest.contains("{") || rest.contains("}")) {
            faults.add(text + " (expected: every '{' closed by '}')");
        }
        return faults;
    }

    private static void filterFaults(String step, Set<String> templates, List<String> faults) {
        String filter = nameOf(step);
        if (!FILTERS.contains(filter)) {
            faults.add("filter: " + filter + " (expected: one of "
                    + FILTERS.stream().sorted().toList() + ")");
        }
        if (filter.equals("each") && !templates.contains(argumentOf(step))) {
            faults.add("filter: " + step + " (expected: each:TEMPLATE, one of " + templates + ")");
        }
    }

    String fill(JsonNode scope, Surroundings surroundings) {
        StringBuilder filled = new StringBuilder();
        Matcher places = PLACE.matcher(text);
        int from = 0;
        while (places.find()) {
            filled.append(text, from, places.start());
            filled.append(textOf(value(places.group(1), scope, surroundings)));
            from = places.end();
        }
        return filled.append(text.substring(from))
                .toString()
                .replaceAll("\\s+", " ")
                .trim();
    }

    /** The value itself if the template is one place and nothing else, and its text otherwise. */
    JsonNode value(JsonNode scope, Surroundings surroundings) {
        Matcher places = PLACE.matcher(text);
        return places.matches()
                ? value(places.group(1), scope, surroundings)
                : TextNode.valueOf(fill(scope, surroundings));
    }

    /** Whether every place of it has a value. */
    boolean isComplete(JsonNode scope) {
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            boolean hasDefault = places.group(1).contains("|default");
            if (!hasDefault
                    && at(places.group(1).split("\\|", 2)[0].trim(), scope).isMissingNode()) {
                return false;
            }
        }
        return true;
    }

    static JsonNode at(String path, JsonNode scope) {
        JsonNode node = scope;
        for (String step : path.split("\\.", -1)) {
            node = node instanceof ArrayNode && step.chars().allMatch(Character::isDigit)
                    ? node.path(Integer.parseInt(step))
                    : node.path(step);
        }
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    private static JsonNode value(String place, JsonNode scope, Surroundings surroundings) {
        String[] steps = place.split("\\|", -1);
        JsonNode value = at(steps[0].trim(), scope);
        for (int i = 1; i < steps.length; i++) {
            value = filter(steps[i].trim(), value, scope, surroundings);
        }
        return value;
    }

    private static JsonNode filter(String step, JsonNode value, JsonNode scope, Surroundings surroundings) {
        String argument = argumentOf(step);
        return switch (nameOf(step)) {
            case "money" -> TextNode.valueOf(money(value, surroundings.currency()));
            case "plural" -> TextNode.valueOf(plural(textOf(value), at(argument, scope)));
            case "count" -> TextNode.valueOf(String.valueOf(value.size()));
            case "words" -> TextNode.valueOf(inWords(value));
            case "digits" -> TextNode.valueOf(String.join(" ", textOf(value).split("")));
            case "each" -> each(value, argument, scope, surroundings);
            case "and" -> TextNode.valueOf(joined(value));
            case "default" -> value.isMissingNode() || textOf(value).isEmpty() ? TextNode.valueOf(argument) : value;
            case "capital" -> TextNode.valueOf(capital(textOf(value)));
            default -> throw new IllegalStateException("filter: " + step + " (expected: refused at load)");
        };
    }

    private static JsonNode each(JsonNode items, String name, JsonNode scope, Surroundings surroundings) {
        Template template = surroundings.templates().get(name);
        ArrayNode lines = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : items) {
            ObjectNode inner = scope.deepCopy();
            if (item instanceof ObjectNode fields) {
                inner.setAll(fields);
            } else {
                inner.set("item", item);
            }
            lines.add(template == null ? textOf(item) : template.fill(inner, surroundings));
        }
        return lines;
    }

    private static String joined(JsonNode items) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(textOf(item)));
        int last = texts.size() - 1;
        return last < 1
                ? String.join("", texts)
                : String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
    }

    private static String money(JsonNode value, String currency) {
        try {
            BigDecimal amount = new BigDecimal(textOf(value)).setScale(2, RoundingMode.HALF_UP);
            boolean round = amount.stripTrailingZeros().scale() <= 0;
            return currency + (round ? amount.setScale(0, RoundingMode.UNNECESSARY) : amount);
        } catch (NumberFormatException e) {
            return textOf(value); // a tool that says "free" in place of a number is quoted as it is
        }
    }

    private static String plural(String noun, JsonNode count) {
        if (noun.isEmpty() || count.asInt() == 1) {
            return noun;
        }
        int space = noun.lastIndexOf(' ') + 1;
        return noun.substring(0, space) + ValueList.plural(noun.substring(space));
    }

    private static String inWords(JsonNode value) {
        return value.canConvertToInt() && value.asInt() >= 0 && value.asInt() < 1000
                ? String.join(" ", SpokenNumbers.inWords(value.asInt()))
                : textOf(value);
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String textOf(JsonNode value) {
        if (value.isArray()) {
            return joined(value);
        }
        return value.isValueNode() ? value.asText() : value.isMissingNode() ? "" : value.toString();
    }

    private static String nameOf(String step) {
        int colon = step.indexOf(':');
        return colon < 0 ? step : step.substring(0, colon);
    }

    private static String argumentOf(String step) {
        int colon = step.indexOf(':');
        return colon < 0 ? "" : step.substring(colon + 1).trim();
    }
}
