package dev.parley.samples.orderdesk;

import dev.parley.offline.dialogue.Dialogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the files are that may be edited without touching code.
 *
 * @param directory empty for those packed with the sample
 */
record DataFiles(Optional<Path> directory) {
    private static final Path IN_THE_SOURCES = Path.of("samples", "order-desk", "data");
    private static final String PACKED = "order-desk/";
    private static final String DIALOGUE = "dialogue.conf";

    /** @param configured a directory; empty for the sources' own where they are there, else what is packed */
    static DataFiles at(String configured) {
        if (!configured.isEmpty()) {
            return new DataFiles(Optional.of(Path.of(configured)));
        }
        return new DataFiles(Optional.of(IN_THE_SOURCES).filter(Files::isDirectory));
    }

    /** What is sold and where to. */
    OrderData orderData() {
        return new OrderData(Catalogue.of(text("catalogue.json")), Streets.of(text("streets.json")));
    }

    /** What callers say and what is answered, for the offline models. */
    Dialogue dialogue() {
        return directory
                .map(folder -> Dialogue.file(folder.resolve(DIALOGUE)))
                .orElseGet(() -> Dialogue.resource(DataFiles.class, PACKED + DIALOGUE));
    }

    private String text(String name) {
        try {
            return directory.isPresent() ? Files.readString(directory.get().resolve(name)) : packed(name);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "order-desk.data: "
                            + directory
                                    .map(Path::toAbsolutePath)
                                    .map(Path::toString)
                                    .orElse("packed") + " (expected: a directory with catalogue.json, streets.json and "
                            + DIALOGUE + ")",
                    e);
        }
    }

    private static String packed(String name) throws IOException {
        try (InputStream in = DataFiles.class.getClassLoader().getResourceAsStream(PACKED + name)) {
            if (in == null) {
                throw new IOException(PACKED + name + ": not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
