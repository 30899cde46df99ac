package dev.parley.cli.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;

/** Configuration values as error messages show them. */
final class Values {
    private static final int LONGEST = 60;

    private Values() {}

    static String show(ConfigValue value) {
        String text = value.render(ConfigRenderOptions.concise());
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** {@code file:line}, or the file alone where the line isn't known. */
    static String place(Path file, ConfigOrigin origin) {
        return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file.toString();
    }
}
