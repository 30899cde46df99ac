package dev.parley.offline.dialogue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the lists that slots take their values from, out of the dialogue's own data or of other files. */
final class ListReader {
    private static final Set<String> BUILT_IN = Set.of("number", "digits", "text");

    private final DialogueSource source;

    ListReader(DialogueSource source) {
        this.source = source;
    }

    Map<String, ValueList> read(Section root) {
        Map<String, ValueList> lists = new HashMap<>();
        root.sections("lists").forEach((name, section) -> {
            section.only(Set.of("values", "file", "path", "value", "also", "plurals"));
            if (BUILT_IN.contains(name)) {
                section.problem("name", name, "a name that is not built in: " + BUILT_IN);
            }
            lists.put(name, new ValueList(forms(section)));
        });
        return lists;
    }

    private List<ValueList.Form> forms(Section section) {
        ValueList.Plurals plurals = section.flag("plurals", false) ? ValueList.Plurals.ADDED : ValueList.Plurals.NONE;
        List<ValueList.Form> forms = new ArrayList<>();
        for (Entry entry : entries(section)) {
            List<ValueList.Form> ways = ValueList.formsOf(entry.value(), entry.also(), plurals);
            if (ways.isEmpty()) {
                section.problem("value", entry.value(), "something that can be said in letters or figures");
            }
            forms.addAll(ways);
        }
        if (forms.isEmpty()) {
            section.problem("values", "none", "at least one value, in values or in a file");
        }
        return forms;
    }

    /** A value and other names for it. */
    private record Entry(String value, List<String> also) {}

    private List<Entry> entries(Section section) {
        if (section.has("file") == section.has("values")) {
            section.problem("values", section.has("file") ? "both values and file" : "missing", "values or file");
            return List.of();
        }
        if (section.has("values")) {
            return section.items("values", "value").stream()
                    .map(item -> new Entry(
                            item.only(Set.of("value", "also")).text("value").orElse(""), item.texts("also")))
                    .toList();
        }
        return fromFile(section);
    }

    private List<Entry> fromFile(Section section) {
        String file = section.text("file").orElse("");
        String path = section.text("path").orElse("");
        try {
            Config data = source.other(file);
            if (!path.isEmpty() && !data.hasPath(path)) {
                section.problem("path", path, "a list or an object in " + file);
                return List.of();
            }
            return entries(section, path.isEmpty() ? data.root() : data.getValue(path));
        } catch (IOException | ConfigException e) {
            section.problem("file", file, "a HOCON or JSON file; it can't be read: " + e.getMessage());
            return List.of();
        }
    }

    private List<Entry> entries(Section section, ConfigValue found) {
        if (found instanceof ConfigObject object) {
            return object.keySet().stream()
                    .sorted()
                    .map(key -> new Entry(key, List.of()))
                    .toList();
        }
        if (!(found instanceof ConfigList list)) {
            section.problem("path", found.unwrapped(), "a list or an object");
            return List.of();
        }
        String value = section.text("value").orElse("name");
        String also = section.text("also").orElse("also");
        List<Entry> entries = new ArrayList<>();
        for (ConfigValue element : list) {
            if (element instanceof ConfigObject object && object.get(value) != null) {
                entries.add(new Entry(text(object.toConfig().getValue(value)), others(object, also)));
            } else if (!(element instanceof ConfigObject)) {
                entries.add(new Entry(text(element), List.of()));
            } else {
                section.problem("value", value, "a field of every element of the file's list");
            }
        }
        return entries;
    }

    private static List<String> others(ConfigObject object, String key) {
        return object.get(key) instanceof ConfigList names
                ? names.stream().map(ListReader::text).toList()
                : List.of();
    }

    private static String text(ConfigValue value) {
        return String.valueOf(value.unwrapped());
    }
}
