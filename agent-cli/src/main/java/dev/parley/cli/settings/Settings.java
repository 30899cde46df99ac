package dev.parley.cli.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The whole configuration of a command: flags win over the file, the file over the environment, that over the defaults.
 *
 * @param config resolved, with every module's defaults
 */
public record Settings(Config config) {
    private static final Map<String, Setting> ENVIRONMENT = new LinkedHashMap<>();

    static {
        ENVIRONMENT.put("LIVEKIT_URL", Setting.SERVER_URL);
        ENVIRONMENT.put("LIVEKIT_API_KEY", Setting.API_KEY);
        ENVIRONMENT.put("LIVEKIT_API_SECRET", Setting.API_SECRET);
        ENVIRONMENT.put("LIVEKIT_AGENT_NAME", Setting.AGENT_NAME);
        ENVIRONMENT.put("PARLEY_API_KEY", Setting.HTTP_API_KEY);
        ENVIRONMENT.put("PARLEY_AGENT", Setting.AGENT);
        ENVIRONMENT.put("PARLEY_HOST", Setting.HOST);
        ENVIRONMENT.put("PARLEY_PORT", Setting.PORT);
        ENVIRONMENT.put("PARLEY_LOG_LEVEL", Setting.LOG_LEVEL);
    }

    /** The environment variables that are read. */
    public static List<String> environmentNames() {
        return List.copyOf(ENVIRONMENT.keySet());
    }

    /** Begins with this environment. */
    public static Builder builder(Map<String, String> environment) {
        return new Builder(environment);
    }

    public String agent() {
        return text(Setting.AGENT);
    }

    public String logLevel() {
        return text(Setting.LOG_LEVEL);
    }

    /** The value of a setting that is a text. */
    public String text(Setting setting) {
        return config.getString(setting.path());
    }

    /** The named settings, secrets as {@code ***}. */
    @Override
    public String toString() {
        return Arrays.stream(Setting.values())
                .map(setting -> setting.path() + "=" + shown(setting))
                .collect(Collectors.joining(", ", "Settings[", "]"));
    }

    private String shown(Setting setting) {
        String value = config.getValue(setting.path()).unwrapped().toString();
        return setting.kind() == Setting.Kind.SECRET && !value.isEmpty() ? "***" : value;
    }

    /** Collects {@link Settings}. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> environment;
        private final Map<Setting, Object> flags = new EnumMap<>(Setting.class);
        private Optional<Path> file = Optional.empty();

        private Builder(Map<String, String> environment) {
            this.environment = environment;
        }

        public Builder file(Path configFile) {
            file = Optional.of(configFile);
            return this;
        }

        /** Sets what a flag said. */
        public Builder flag(Setting setting, Object value) {
            flags.put(setting, value);
            return this;
        }

        /**
         * Joins and checks it all.
         *
         * @throws SettingsException naming the place, the key, the value and the rule
         */
        public Settings build() throws SettingsException {
            Config defaults = ConfigFactory.load();
            Config settings = fromFlags();
            if (file.isPresent()) {
                settings = settings.withFallback(ConfigFile.read(file.get(), ConfigFactory.defaultReference()));
            }
            settings = settings.withFallback(fromEnvironment()).withFallback(defaults);
            return new Settings(settings.resolve());
        }

        private Config fromFlags() throws SettingsException {
            Config config = ConfigFactory.empty("command line");
            for (Map.Entry<Setting, Object> flag : flags.entrySet()) {
                config = with(
                        config,
                        "--" + flag.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        flag.getKey(),
                        flag.getValue());
            }
            String override = environment.getOrDefault("LIVEKIT_AGENT_NAME_OVERRIDE", "");
            return override.isEmpty()
                    ? config
                    : with(config, "LIVEKIT_AGENT_NAME_OVERRIDE", Setting.AGENT_NAME, override);
        }

        private Config fromEnvironment() throws SettingsException {
            Config config = ConfigFactory.empty("environment");
            for (Map.Entry<String, Setting> variable : ENVIRONMENT.entrySet()) {
                String value = environment.getOrDefault(variable.getKey(), "");
                if (!value.isEmpty()) {
                    config = with(config, variable.getKey(), variable.getValue(), typed(variable.getValue(), value));
                }
            }
            return config;
        }

        private static Object typed(Setting setting, String value) {
            boolean number = setting.kind() == Setting.Kind.PORT && value.matches("\\d{1,9}");
            return number ? (Object) Integer.valueOf(value) : value;
        }

        private static Config with(Config config, String name, Setting setting, Object value) throws SettingsException {
            if (!setting.kind().accepts(value)) {
                String shown = setting.kind() == Setting.Kind.SECRET ? "***" : value.toString();
                throw new SettingsException(
                        name + ": " + shown + " (expected: " + setting.kind().rule() + ")");
            }
            return config.withValue(setting.path(), ConfigValueFactory.fromAnyRef(value, name));
        }
    }
}
