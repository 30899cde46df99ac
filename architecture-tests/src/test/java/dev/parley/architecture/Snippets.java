package dev.parley.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the Java that documents show with the marked regions of sources that are compiled. */
record Snippets(Path root) {
    private static final Pattern BLOCK = Pattern.compile(
            "(?:<!-- snippet: (?<file>[^#\\s]+)#(?<region>\\S+) -->\\s*)?^```java\\R(?<code>.*?)^```",
            Pattern.DOTALL | Pattern.MULTILINE);

    /** One line per block that is not the copy of a region. */
    List<String> differences(Path document) {
        List<String> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Checkout.text(document));
        while (blocks.find()) {
            difference(blocks).ifPresent(text -> found.add(document.getFileName() + ": " + text));
        }
        return found;
    }

    private Optional<String> difference(Matcher block) {
        String file = block.group("file");
        if (file == null) {
            return Optional.of("Java without a source (expected: <!-- snippet: FILE#REGION --> before the block)");
        }
        if (!Files.exists(root.resolve(file))) {
            return Optional.of(file + " (expected: a file of this repository)");
        }
        String name = block.group("region");
        Optional<String> region = region(Checkout.text(root.resolve(file)), name);
        if (region.isEmpty()) {
            return Optional.of(file + " (expected: a region // snippet: " + name + " … // end: " + name + ")");
        }
        return region.filter(text -> !text.equals(block.group("code").strip()))
                .map(text -> file + "#" + name + " differs (expected):\n" + text);
    }

    private static Optional<String> region(String source, String name) {
        String quoted = Pattern.quote(name);
        Matcher marked = Pattern.compile(
                        "// snippet: " + quoted + "\\R(?<text>.*?)^\\s*// end: " + quoted + "$",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(source);
        return marked.find() ? Optional.of(marked.group("text").stripTrailing().stripIndent()) : Optional.empty();
    }
}
