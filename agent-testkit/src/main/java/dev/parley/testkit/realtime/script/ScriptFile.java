package dev.parley.testkit.realtime.script;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Reads a {@link RealtimeScript} from HOCON or JSON.
 *
 * <pre>
 * user-says = ["two pizzas, please"]
 * replies = [
 *   { say = "Hello, what would you like?" }
 *   { calls = [{ tool = add_item, arguments { product = pizza, quantity = 2 } }] }
 *   { say = "That is fine.", after = 500 ms }
 * ]
 * rules = [ { heard = price, say = "Ten dollars." }, { tool = add_item, say = "Noted." } ]
 * otherwise { say = "Sorry?" }
 * faults = [ { drop = response.output_audio.delta, occurrence = 3, connection = 1 } ]
 * delivery { delta = 100 ms, speed = 3 }
 * limits { session = 20 s }
 * </pre>
 */
public final class ScriptFile {
    private static final Set<String> KEYS =
            Set.of("user-says", "replies", "rules", "otherwise", "faults", "delivery", "limits");

    private ScriptFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming the file, the key and the rule
     */
    public static RealtimeScript read(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + ": can't be read (expected: a script in HOCON or JSON)");
        }
        try {
            return of(ConfigFactory.parseFile(file.toFile()).resolve(ConfigResolveOptions.noSystem()));
        } catch (ConfigException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException(file + ": " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Reads a script that is at the root of a configuration.
     *
     * @throws IllegalArgumentException naming the key and the rule
     */
    public static RealtimeScript of(Config config) {
        requireKnown("script", config, KEYS);
        RealtimeScript.Builder script = RealtimeScript.builder();
        if (config.hasPath("user-says")) {
            config.getStringList("user-says").forEach(script::userSays);
        }
        list(config, "replies").forEach(reply -> script.reply(ReplyReader.reply(reply)));
        list(config, "rules").forEach(rule -> script.rule(ReplyReader.rule(rule)));
        if (config.hasPath("otherwise")) {
            script.otherwise(ReplyReader.reply(config.getConfig("otherwise")));
        }
        list(config, "faults").forEach(fault -> script.fault(FaultReader.fault(fault)));
        if (config.hasPath("delivery")) {
            script.delivery(delivery(config.getConfig("delivery")));
        }
        if (config.hasPath("limits")) {
            script.limits(limits(config.getConfig("limits")));
        }
        return script.build();
    }

    private static List<? extends Config> list(Config config, String key) {
        return config.hasPath(key) ? config.getConfigList(key) : List.of();
    }

    private static Delivery delivery(Config config) {
        requireKnown("delivery", config, Set.of("delta", "speed"));
        Delivery standard = Delivery.standard();
        return new Delivery(
                config.hasPath("delta") ? config.getDuration("delta") : standard.delta(),
                config.hasPath("speed") ? config.getDouble("speed") : standard.speed());
    }

    private static ServiceLimits limits(Config config) {
        requireKnown("limits", config, Set.of("session", "requests-per-minute", "tokens-per-minute", "context-tokens"));
        ServiceLimits standard = ServiceLimits.standard();
        return new ServiceLimits(
                config.hasPath("session") ? config.getDuration("session") : standard.session(),
                number(config, "requests-per-minute", standard.requestsPerMinute()),
                number(config, "tokens-per-minute", standard.tokensPerMinute()),
                number(config, "context-tokens", standard.contextTokens()));
    }

    private static int number(Config config, String key, int otherwise) {
        return config.hasPath(key) ? config.getInt(key) : otherwise;
    }

    /** Refuses keys that nobody would read. */
    static void requireKnown(String what, Config config, Set<String> known) {
        for (String key : config.root().keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(what + ": key " + key + " in "
                        + config.root().render(ConfigRenderOptions.concise()) + " (expected: one of "
                        + known.stream().sorted().toList() + ")");
            }
        }
    }
}
