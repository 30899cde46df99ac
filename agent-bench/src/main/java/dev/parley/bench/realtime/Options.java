package dev.parley.bench.realtime;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of a command line, each a name and a value: {@code --n 100}. */
public final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();

    private Options() {}

    /**
     * Reads them.
     *
     * @param known the names that are taken, without dashes
     * @throws IllegalArgumentException for another name or a missing value
     */
    public static Options of(String[] arguments, Set<String> known) {
        Options options = new Options();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException("option: " + arguments[i] + " (expected: one of "
                        + known.stream().sorted().map(each -> "--" + each).toList() + ")");
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option --" + name + ": no value (expected: one after it)");
            }
            options.values.put(name, arguments[i + 1]);
        }
        return options;
    }

    public String text(String name) {
        return optional(name)
                .orElseThrow(() -> new IllegalArgumentException("option --" + name + ": missing (expected: set)"));
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A number above zero. */
    public int count(String name, int otherwise) {
        return positive(name, text(name, String.valueOf(otherwise)));
    }

    /** Numbers above zero, separated by commas. */
    public List<Integer> counts(String name, String otherwise) {
        return words(name, otherwise).stream().map(word -> positive(name, word)).toList();
    }

    /** Words, separated by commas. */
    public List<String> words(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(",", -1))
                .map(String::strip)
                .toList();
    }

    private static int positive(String name, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(name, value, notANumber);
        }
        throw wrong(name, value, null);
    }

    private static IllegalArgumentException wrong(String name, String value, @Nullable Throwable cause) {
        return new IllegalArgumentException("option --" + name + ": " + value + " (expected: 1 or more)", cause);
    }
}
