package dev.parley.offline.dialogue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a dialogue's data and the files that it names come from. */
interface DialogueSource {

    /** Of the dialogue, for error texts. */
    String name();

    Config dialogue() throws IOException;

    /** A file that the dialogue names. */
    Config other(String file) throws IOException;

    static DialogueSource file(Path file, Map<String, Path> files) {
        return new Located(file.toString(), () -> read(file), other -> read(file.resolveSibling(other)), files);
    }

    static DialogueSource resource(ClassLoader loader, String resource, Map<String, Path> files) {
        String folder = resource.substring(0, resource.lastIndexOf('/') + 1);
        return new Located(resource, () -> read(loader, resource), other -> read(loader, folder + other), files);
    }

    static DialogueSource memory(String name, Config data) {
        return new Located(
                name,
                () -> data,
                other -> {
                    throw new IOException("no files beside a dialogue in memory");
                },
                Map.of());
    }

    private static Config read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file.toAbsolutePath() + ": no such file");
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            return parse(reader, file.toString());
        }
    }

    private static Config read(ClassLoader loader, String resource) throws IOException {
        try (var stream = loader.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException(resource + ": no such resource on the class path");
            }
            return parse(new InputStreamReader(stream, StandardCharsets.UTF_8), resource);
        }
    }

    private static Config parse(Reader reader, String name) {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(name.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF)
                .setOriginDescription(name);
        return ConfigFactory.parseReader(reader, options).resolve();
    }

    /** Reads data. */
    interface Supply {
        Config get() throws IOException;
    }

    /** Reads data that the dialogue names. */
    interface Beside {
        Config get(String file) throws IOException;
    }

    /** A source that prefers the files it was given over those beside the dialogue. */
    record Located(String name, Supply supply, Beside beside, Map<String, Path> files) implements DialogueSource {
        @Override
        public Config dialogue() throws IOException {
            return supply.get();
        }

        @Override
        public Config other(String file) throws IOException {
            Path given = files.get(file);
            return given == null ? beside.get(file) : read(given);
        }
    }
}
