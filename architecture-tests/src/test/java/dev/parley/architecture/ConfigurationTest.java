package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The root {@code application.conf} tells every key that a user may set, as it is by default. */
class ConfigurationTest {
    private static final ConfigResolveOptions WITHOUT_ENVIRONMENT =
            ConfigResolveOptions.noSystem().setAllowUnresolved(true);

    private final Checkout checkout = Checkout.here();

    @Test
    void shouldTellEveryKeyWithItsDefault() {
        Map<String, Object> told = values(read(checkout.root().resolve("application.conf")));
        Map<String, Object> defaults = values(defaults());

        assertThat(told)
                .as("application.conf against every module's reference.conf")
                .isEqualTo(defaults);
    }

    @Test
    void shouldSayWhatEachKeyIsFor() {
        assertThat(uncommented(read(checkout.root().resolve("application.conf"))))
                .isEmpty();
        assertThat(uncommented(defaults())).isEmpty();
        assertThat(uncommented(
                        ConfigFactory.parseString("parley.a {\n b = 1\n}").root()))
                .containsOnlyKeys("parley.a.b");
    }

    private ConfigObject defaults() {
        Config all = ConfigFactory.empty();
        for (String module : checkout.modules()) {
            Path resources = checkout.root().resolve(module).resolve("src/main/resources");
            for (Path file : checkout.files(resources, "reference.conf")) {
                all = all.withFallback(read(file));
            }
        }
        return all.root();
    }

    private static ConfigObject read(Path file) {
        return ConfigFactory.parseFile(file.toFile())
                .resolve(WITHOUT_ENVIRONMENT)
                .withoutPath("akka")
                .root();
    }

    private static Map<String, Object> values(ConfigObject root) {
        Map<String, Object> found = new TreeMap<>();
        root.toConfig()
                .entrySet()
                .forEach(entry -> found.put(entry.getKey(), entry.getValue().unwrapped()));
        return found;
    }

    private static Map<String, ConfigValue> uncommented(ConfigObject root) {
        Map<String, ConfigValue> found = new TreeMap<>();
        collect(root, "", found);
        return found;
    }

    /** A comment above a key also covers the keys that follow it without a line between. */
    private static void collect(ConfigObject object, String prefix, Map<String, ConfigValue> found) {
        boolean covered = false;
        int lastLine = -2;
        Map<Integer, Map.Entry<String, ConfigValue>> byLine = new TreeMap<>();
        object.entrySet().forEach(entry -> byLine.put(entry.getValue().origin().lineNumber(), entry));
        for (Map.Entry<String, ConfigValue> entry : byLine.values()) {
            String path = prefix + ConfigUtil.quoteString(entry.getKey()).replace("\"", "");
            ConfigValue value = entry.getValue();
            int line = value.origin().lineNumber();
            covered = !value.origin().comments().isEmpty() || (covered && line == lastLine + 1);
            lastLine = line;
            if (value instanceof ConfigObject inner) {
                collect(inner, path + ".", found);
            } else if (!covered) {
                found.put(path, value);
            }
        }
    }
}
