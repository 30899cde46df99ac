package dev.parley.tool;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.parley.llm.ToolDefinition;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what a model wrote as arguments against the tool's schema. Thread-safe. */
final class ArgumentRules {
    private static final int LONGEST = 1_000_000;

    private final JsonNode schemaJson;
    private final Schema schema;

    ArgumentRules(ToolDefinition definition) {
        this.schemaJson = definition.parameters();
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaJson);
        schema.initializeValidators();
    }

    /** The arguments as an object that keeps to the schema; empty text is an empty object. */
    ObjectNode read(String text) throws InvalidArgumentsException {
        ObjectNode arguments = parse(text);
        dropNulls(arguments, schemaJson);
        List<Error> errors = schema.validate(arguments);
        if (!errors.isEmpty()) {
            throw new InvalidArgumentsException(
                    errors.stream().map(ArgumentRules::forModel).distinct().collect(Collectors.joining("; ")),
                    errors.stream().map(this::forLog).distinct().collect(Collectors.joining("; ")));
        }
        return arguments;
    }

    private static ObjectNode parse(String text) throws InvalidArgumentsException {
        if (text.length() > LONGEST) {
            String rule = "arguments: " + text.length() + " characters (expected: at most " + LONGEST + ")";
            throw new InvalidArgumentsException(rule, rule);
        }
        try {
            if (ToolJson.parse(text.isBlank() ? "{}" : text) instanceof ObjectNode object) {
                return object;
            }
            String rule = "arguments: not a JSON object (expected: an object with the tool's parameters)";
            throw new InvalidArgumentsException(rule, rule);
        } catch (JacksonException e) {
            String rule = "arguments: malformed JSON (expected: an object with the tool's parameters)";
            throw new InvalidArgumentsException(rule, rule, e);
        }
    }

    /** Models write null for what they leave out; where that is allowed it means the same. */
    private static void dropNulls(ObjectNode object, JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        JsonNode properties = schema.path("properties");
        for (Iterator<Map.Entry<String, JsonNode>> all = object.properties().iterator(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> field = all.next();
            JsonNode rule = properties.path(field.getKey());
            if (field.getValue().isNull() && !required.contains(field.getKey()) && refusesNull(rule)) {
                all.remove();
            } else if (field.getValue() instanceof ObjectNode inner) {
                dropNulls(inner, rule);
            }
        }
    }

    /** A schema written by hand may well take null, and then the handler gets it. */
    private static boolean refusesNull(JsonNode rule) {
        return rule.path("type").isTextual() && !rule.path("type").asText().equals("null");
    }

    private static String forModel(Error error) {
        String field = field(error);
        String rule = switch (error.getKeyword()) {
            case "required" -> "is required";
            case "additionalProperties" -> "is not a parameter of this tool";
            default -> error.getMessage();
        };
        return field + ": " + rule;
    }

    /** A field's name may itself be made up by the model, so only declared ones are named. */
    private String forLog(Error error) {
        String field = field(error).split("[.\\[]", 2)[0];
        boolean declared = schemaJson.path("properties").has(field);
        return (declared ? field : "arguments") + ": " + error.getKeyword().toLowerCase(Locale.ROOT);
    }

    private static String field(Error error) {
        String at =
                error.getInstanceLocation().toString().replaceFirst("^[/$]", "").replace('/', '.');
        String property = error.getProperty() == null ? "" : error.getProperty();
        String joined = at.isEmpty() || property.isEmpty() ? at + property : at + "." + property;
        return joined.isEmpty() ? "arguments" : joined;
    }
}
