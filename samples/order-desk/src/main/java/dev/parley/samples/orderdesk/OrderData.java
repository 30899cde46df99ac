package dev.parley.samples.orderdesk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What is sold and where to; it may be edited without touching code.
 */
record OrderData(Catalogue catalogue, Streets streets) {
    static final String DIALOGUE = "dialogue.conf";
    private static final Path IN_THE_SOURCES = Path.of("samples", "order-desk", "data");

    /**
     * Reads the files of a directory.
     *
     * @param directory empty for the sources' own where they are there, else what is packed with the sample
     */
    static OrderData read(String directory) {
        return new OrderData(
                Catalogue.of(text(directory, "catalogue.json")),
                Streets.of(text(directory, "streets.json")));
    }

    private static String text(String directory, String name) {
        try {
            if (!directory.isEmpty()) {
                return Files.readString(Path.of(directory, name));
            }
            Path inTheSources = IN_THE_SOURCES.resolve(name);
            return Files.isRegularFile(inTheSources) ? Files.readString(inTheSources) : packed(name);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("order-desk.data: " + e.getFile()
                    + " is missing (expected: a directory with catalogue.json, streets.json and " + DIALOGUE + ")", e);
        } catch (IOException e) {
            throw new UncheckedIOException("data of the order desk: " + name, e);
        }
    }

    private static String packed(String name) throws IOException {
        try (InputStream in = OrderData.class.getResourceAsStream("/order-desk/" + name)) {
            if (in == null) {
                throw new NoSuchFileException("/order-desk/" + name + " of the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
