package dev.parley.testkit.realtime.script;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads faults of a script's file: the kind is the key that names the event. */
final class FaultReader {
    private static final List<String> KINDS =
            List.of("drop", "close", "stall", "half-open", "malformed", "late", "duplicated", "out-of-order");
    private static final Set<String> DETAILS = Set.of("occurrence", "connection", "time", "code", "reason");

    private FaultReader() {}

    static Fault fault(Config config) {
        Set<String> known = new HashSet<>(KINDS);
        known.addAll(DETAILS);
        ScriptFile.requireKnown("fault", config, known);
        List<String> kinds = KINDS.stream().filter(config::hasPath).toList();
        if (kinds.size() != 1) {
            throw new IllegalArgumentException("fault: " + config.root().render(ConfigRenderOptions.concise())
                    + " (expected: exactly one of " + KINDS + ", naming an event)");
        }
        String kind = kinds.get(0);
        return new Fault(
                kind(kind, config),
                config.getString(kind),
                config.hasPath("occurrence") ? config.getInt("occurrence") : 1,
                config.hasPath("connection") ? config.getInt("connection") : 0);
    }

    private static FaultKind kind(String name, Config config) {
        return switch (name) {
            case "drop" -> new FaultKind.Drop();
            case "close" ->
                new FaultKind.Close(config.getInt("code"), config.hasPath("reason") ? config.getString("reason") : "");
            case "stall" -> new FaultKind.Stall(time(config));
            case "half-open" -> new FaultKind.HalfOpen();
            case "malformed" -> new FaultKind.Malformed();
            case "late" -> new FaultKind.Late(time(config));
            case "duplicated" -> new FaultKind.Duplicated();
            default -> new FaultKind.OutOfOrder();
        };
    }

    private static Duration time(Config config) {
        return config.getDuration("time");
    }
}
