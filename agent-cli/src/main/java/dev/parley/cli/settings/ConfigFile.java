package dev.parley.cli.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A configuration file: JSON, or HOCON if its name ends in {@code .conf}. Holds the keys of {@link Setting} at its top, and
 * whatever the reference.conf of Parley's modules and of the sample know; {@code akka} is handed through unchecked.
 */
final class ConfigFile {
    private static final long MAX_BYTES = 1 << 20;
    private static final List<String> LIBRARIES = List.of("akka", "ssl-config");

    private final Path file;
    private final Config reference;

    private ConfigFile(Path file, Config reference) {
        this.file = file;
        this.reference = reference;
    }

    /**
     * Reads and checks the file.
     *
     * @param reference all keys there are, with a value of their type
     */
    static Config read(Path file, Config reference) throws SettingsException {
        return new ConfigFile(file, reference).read();
    }

    private Config read() throws SettingsException {
        ConfigObject root = parse();
        Config settings = ConfigFactory.empty(file.toString());
        for (Map.Entry<String, ConfigValue> entry : root.entrySet()) {
            String key = entry.getKey();
            Optional<Setting> setting = Setting.ofFileKey(key);
            if (setting.isPresent()) {
                check(key, entry.getValue(), setting.get().kind());
                settings = settings.withValue(setting.get().path(), entry.getValue());
            } else if (key.equals("akka")) {
                settings = settings.withFallback(entry.getValue().atKey(key));
            } else if (reference.hasPath(ConfigUtil.quoteString(key))) {
                checkTree(key, entry.getValue(), reference.getValue(ConfigUtil.quoteString(key)));
                settings = settings.withFallback(entry.getValue().atKey(key));
            } else {
                throw unknown(key, entry.getValue(), topKeys());
            }
        }
        return withHttpKey(root, settings);
    }

    /** A lone api_key is the key of this HTTP API; together with a secret it is LiveKit's, and no secret by itself. */
    private Config withHttpKey(ConfigObject root, Config settings) {
        ConfigValue key = root.getOrDefault("api_key", ConfigValueFactory.fromAnyRef(""));
        boolean alone = root.getOrDefault("api_secret", ConfigValueFactory.fromAnyRef(""))
                .unwrapped()
                .equals("");
        boolean free = !settings.hasPath(Setting.HTTP_API_KEY.path());
        return alone && free && !key.unwrapped().equals("")
                ? settings.withValue(Setting.HTTP_API_KEY.path(), key)
                : settings;
    }

    private List<String> topKeys() {
        List<String> known = new ArrayList<>(Setting.fileKeys());
        reference.root().keySet().stream()
                .filter(key -> reference.getValue(ConfigUtil.quoteString(key)) instanceof ConfigObject)
                .filter(key -> !LIBRARIES.contains(key))
                .sorted()
                .forEach(known::add);
        return known;
    }

    private ConfigObject parse() throws SettingsException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new SettingsException("config file: " + file + " (expected: a file that can be read)");
        }
        boolean hocon = file.toString().endsWith(".conf");
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new SettingsException("config file: " + file + " (expected: at most 1 MiB)");
            }
            ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setSyntax(hocon ? ConfigSyntax.CONF : ConfigSyntax.JSON)
                    .setAllowMissing(false);
            return ConfigFactory.parseFile(file.toFile(), options).resolve().root();
        } catch (ConfigException problem) {
            throw new SettingsException(
                    "config file: " + problem.getMessage() + " (expected: " + (hocon ? "HOCON" : "JSON") + ")",
                    problem);
        } catch (IOException problem) {
            throw new SettingsException("config file: " + file + ": " + problem.getMessage(), problem);
        }
    }

    private void checkTree(String path, ConfigValue value, ConfigValue example) throws SettingsException {
        Optional<Setting> setting = Setting.ofPath(path);
        if (setting.isPresent() && !isDuration(path, value)) {
            check(path, value, setting.get().kind());
            return;
        }
        if (!(example instanceof ConfigObject known)) {
            checkType(path, value, example.valueType());
        } else if (!(value instanceof ConfigObject written)) {
            throw wrong(path, value, Values.show(value), "a section");
        } else if (!known.isEmpty()) {
            for (Map.Entry<String, ConfigValue> entry : written.entrySet()) {
                String below = path + "." + entry.getKey();
                if (!known.containsKey(entry.getKey())) {
                    throw unknown(below, entry.getValue(), siblings(path, known));
                }
                checkTree(below, entry.getValue(), known.get(entry.getKey()));
            }
        }
    }

    private static List<String> siblings(String path, ConfigObject known) {
        return new TreeSet<>(known.keySet())
                .stream().map(key -> path + "." + key).toList();
    }

    private void check(String key, ConfigValue value, Setting.Kind kind) throws SettingsException {
        if (!kind.accepts(value.unwrapped())) {
            throw wrong(key, value, kind.show(value), kind.rule());
        }
    }

    private void checkType(String path, ConfigValue value, ConfigValueType type) throws SettingsException {
        if (value.valueType() != type && !isDuration(path, value)) {
            throw wrong(path, value, path.contains("key") ? "***" : Values.show(value), nameOf(type));
        }
    }

    /** HOCON users write {@code 10 s} where a plain number is milliseconds. */
    private static boolean isDuration(String path, ConfigValue value) {
        if (value.valueType() != ConfigValueType.STRING || !path.endsWith("timeout")) {
            return false;
        }
        try {
            Duration parsed = value.atKey("d").getDuration("d");
            return !parsed.isNegative();
        } catch (ConfigException notADuration) {
            return false;
        }
    }

    private static String nameOf(ConfigValueType type) {
        return switch (type) {
            case OBJECT -> "a section";
            case LIST -> "a list";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRING -> "a text";
            case NULL -> "nothing";
        };
    }

    private SettingsException wrong(String key, ConfigValue value, String shown, String rule) {
        return new SettingsException(
                Values.place(file, value.origin()) + ": " + key + ": " + shown + " (expected: " + rule + ")");
    }

    private SettingsException unknown(String key, ConfigValue value, List<String> known) {
        String hint = NearestKey.of(key, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
        return new SettingsException(Values.place(file, value.origin()) + ": unknown key: " + key
                + " (expected: one of " + String.join(", ", known) + ")" + hint);
    }
}
