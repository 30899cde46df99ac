package dev.parley.bench.realtime.compare;

import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of results in Markdown. */
public final class MarkdownTable {
    private MarkdownTable() {}

    /** A table without an end of line after it; head and rows begin and end with a bar. */
    public static String of(String head, Collection<String> rows) {
        String rule = head.replaceAll("[^|]+", "---");
        return Stream.concat(Stream.of(head, rule), rows.stream()).collect(Collectors.joining("\n"));
    }
}
