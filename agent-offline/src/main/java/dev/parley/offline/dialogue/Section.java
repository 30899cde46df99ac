package dev.parley.offline.dialogue;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** A part of a dialogue's data, which notes what is wrong in it and goes on, so that all problems are told at once. */
final class Section {
    private final String place;
    private final ConfigObject data;
    private final List<String> problems;

    Section(String place, ConfigObject data, List<String> problems) {
        this.place = place;
        this.data = data;
        this.problems = problems;
    }

    /** Notes every key that is not one of these. */
    Section only(Set<String> keys) {
        data.keySet().stream()
                .filter(key -> !keys.contains(key))
                .sorted()
                .forEach(key -> problem(
                        key,
                        "unknown key",
                        "one of " + String.join(", ", keys.stream().sorted().toList())));
        return this;
    }

    void problem(String key, Object value, String rule) {
        problems.add(place + ", " + key + ": " + value + " (expected: " + rule + ")");
    }

    /** Where a key of it stands, for error texts. */
    String at(String key) {
        return place + ", " + key;
    }

    Optional<String> text(String key) {
        ConfigValue value = data.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!isScalar(value)) {
            problem(key, value.valueType(), "a text");
            return Optional.empty();
        }
        return Optional.of(String.valueOf(value.unwrapped()));
    }

    boolean flag(String key, boolean otherwise) {
        ConfigValue value = data.get(key);
        if (value != null && value.valueType() != ConfigValueType.BOOLEAN) {
            problem(key, value.unwrapped(), "true or false");
            return otherwise;
        }
        return value == null ? otherwise : (Boolean) value.unwrapped();
    }

    /** A text or a list of texts. */
    List<String> texts(String key) {
        ConfigValue value = data.get(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (ConfigValue element : value instanceof ConfigList list ? list : List.of(value)) {
            if (isScalar(element)) {
                texts.add(String.valueOf(element.unwrapped()));
            } else {
                problem(key, element.valueType(), "a text or a list of texts");
            }
        }
        return texts;
    }

    /** Texts, each read in a way of its own; those that can't be are noted. */
    <T> List<T> parsed(String key, Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        for (String text : texts(key)) {
            parse(key, text, parser).ifPresent(parsed::add);
        }
        return parsed;
    }

    <T> Optional<T> parse(String key, String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(place + ", " + key + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** An object's entries in the order of the lines they stand on; those on one line, whose places the parser forgets, by name. */
    Map<String, ConfigValue> inOrder(String key) {
        Map<String, ConfigValue> ordered = new LinkedHashMap<>();
        entries(key).entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> entry.getValue().origin().lineNumber()))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return ordered;
    }

    /** An object's entries in the order of their names. */
    Map<String, ConfigValue> entries(String key) {
        ConfigValue value = data.get(key);
        if (value == null) {
            return new TreeMap<>();
        }
        if (value instanceof ConfigObject object) {
            return new TreeMap<>(object);
        }
        problem(key, value.unwrapped(), "an object");
        return new TreeMap<>();
    }

    /** The entries of an object that are objects themselves. */
    Map<String, Section> sections(String key) {
        Map<String, Section> sections = new TreeMap<>();
        entries(key).forEach((name, value) -> {
            if (value instanceof ConfigObject object) {
                sections.put(name, inner(key + "." + name, object));
            } else {
                problem(key + "." + name, value.unwrapped(), "an object");
            }
        });
        return sections;
    }

    /** An object, or a list of objects; a bare text stands for an object with that text under {@code shortFor}. */
    List<Section> items(String key, String shortFor) {
        ConfigValue value = data.get(key);
        if (value == null) {
            return List.of();
        }
        List<Section> items = new ArrayList<>();
        List<? extends ConfigValue> all = value instanceof ConfigList list ? list : List.of(value);
        for (int i = 0; i < all.size(); i++) {
            String where = all.size() == 1 ? key : key + "[" + i + "]";
            if (all.get(i) instanceof ConfigObject object) {
                items.add(inner(where, object));
            } else if (!shortFor.isEmpty() && isScalar(all.get(i))) {
                items.add(inner(where, all.get(i).atKey(shortFor).root()));
            } else {
                problem(where, all.get(i).unwrapped(), "an object");
            }
        }
        return items;
    }

    boolean has(String key) {
        return data.containsKey(key);
    }

    Section named(String more) {
        return new Section(place + " " + more, data, problems);
    }

    private Section inner(String key, ConfigObject object) {
        return new Section(place + (place.endsWith(":") ? " " : ", ") + key, object, problems);
    }

    private static boolean isScalar(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                || value.valueType() == ConfigValueType.NUMBER
                || value.valueType() == ConfigValueType.BOOLEAN;
    }
}
