package dev.parley.cli.settings;

import java.util.List;
import java.util.Locale;

/** The names of log levels. */
public final class LogLevels {
    /** From most to least. */
    public static final List<String> NAMES = List.of("trace", "debug", "info", "warn", "error", "off");

    private LogLevels() {}

    /** Whether there is such a level; case doesn't matter. */
    public static boolean isName(String text) {
        return NAMES.contains(text.toLowerCase(Locale.ROOT));
    }
}
