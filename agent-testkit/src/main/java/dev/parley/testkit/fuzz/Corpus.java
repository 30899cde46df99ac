package dev.parley.testkit.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Real messages that inputs are made of, kept as resources. */
public final class Corpus {
    private Corpus() {}

    /**
     * One message a line, in hexadecimal; lines that are empty or begin with {@code #} are left out.
     *
     * @param beside whose class loader finds the resource
     * @param resource absolute, as in {@code /fuzz/stun.txt}
     */
    public static List<byte[]> hex(Class<?> beside, String resource) {
        return new String(bytes(beside, resource), StandardCharsets.US_ASCII)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    /** Each resource is one message. */
    public static List<byte[]> whole(Class<?> beside, String... resources) {
        List<byte[]> messages = new ArrayList<>();
        for (String resource : resources) {
            messages.add(bytes(beside, resource));
        }
        return messages;
    }

    private static byte[] bytes(Class<?> beside, String resource) {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("corpus " + resource + ": none (expected: a resource)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading corpus " + resource, e);
        }
    }
}
