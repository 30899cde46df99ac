package dev.parley.architecture;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which module a package belongs to, and which modules it may use. A new module adds one line to each table.
 *
 * @param root {@code dev.parley}, or the root of a copy of the house in miniature
 */
record Rooms(String root) {
    static final String CORE = "agent-core";

    private static final Map<String, String> MODULE_BY_PACKAGE = Map.ofEntries(
            entry("rtc", "agent-rtc"),
            entry("livekit", "agent-livekit"),
            entry("realtime", "agent-realtime"),
            entry("worker", "agent-worker"),
            entry("offline", "agent-offline"),
            entry("testkit", "agent-testkit"),
            entry("cli", "agent-cli"),
            entry("bench", "agent-bench"),
            entry("samples", "samples"));

    /** The interfaces of realtime models are core's; what is below them is the realtime module's. */
    private static final Set<String> CORE_PACKAGES = Set.of("realtime");

    private static final Set<String> PUBLIC_API = Set.of(
            CORE, "agent-rtc", "agent-livekit", "agent-realtime", "agent-worker", "agent-offline", "agent-testkit");

    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry(CORE, Set.of()),
            entry("agent-rtc", Set.of()),
            entry("agent-livekit", Set.of()),
            entry("agent-realtime", Set.of(CORE, "agent-rtc", "agent-livekit")),
            entry("agent-worker", Set.of(CORE, "agent-livekit")),
            entry("agent-offline", Set.of(CORE)),
            entry("agent-testkit", Set.of(CORE)),
            entry(
                    "agent-cli",
                    Set.of(
                            CORE,
                            "agent-rtc",
                            "agent-livekit",
                            "agent-realtime",
                            "agent-worker",
                            "agent-offline",
                            "agent-testkit",
                            "samples")),
            entry("agent-bench", PUBLIC_API),
            entry("samples", PUBLIC_API));

    /** The module of a package; empty for packages of others. */
    Optional<String> moduleOf(String packageName) {
        if (!packageName.equals(root) && !packageName.startsWith(root + ".")) {
            return Optional.empty();
        }
        String below = packageName.length() == root.length() ? "" : packageName.substring(root.length() + 1);
        if (CORE_PACKAGES.contains(below)) {
            return Optional.of(CORE);
        }
        return Optional.of(MODULE_BY_PACKAGE.getOrDefault(below.split("\\.", 2)[0], CORE));
    }

    boolean mayUse(String module, String other) {
        return module.equals(other) || ARROWS.getOrDefault(module, Set.of()).contains(other);
    }

    static boolean known(String module) {
        return ARROWS.containsKey(module);
    }
}
