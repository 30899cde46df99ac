package dev.parley.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tree of sources that the rules read.
 *
 * @param root the folder of the parent {@code pom.xml}
 */
record Checkout(Path root) {
    private static final Pattern SKIPPED = Pattern.compile("(target(-.*)?|\\.git|node_modules|\\.[a-z]+)");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    static Checkout here() {
        Path root = Path.of("").toAbsolutePath().getParent();
        if (root == null || !Files.exists(root.resolve("bin/verify"))) {
            throw new IllegalStateException("checkout: " + root + " (expected: the parent folder of this module)");
        }
        return new Checkout(root);
    }

    /** The folders that the parent lists as modules. */
    List<String> modules() {
        return MODULE.matcher(text("pom.xml"))
                .results()
                .map(MatchResult::group)
                .map(tag -> tag.replaceAll("</?module>", ""))
                .toList();
    }

    /** Files below a folder with this ending, without build output. */
    List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(path -> path.getFileName().toString().endsWith(ending) && Files.isRegularFile(path))
                    .filter(path -> !isSkipped(folder.relativize(path)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("walking " + folder, e);
        }
    }

    /** Java files that are delivered: those of every module's {@code src/main/java}. */
    List<Path> mainSources() {
        return modules().stream()
                .flatMap(module -> files(root.resolve(module).resolve("src/main/java"), ".java").stream())
                .toList();
    }

    String text(String path) {
        return text(root.resolve(path));
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    String name(Path file) {
        return root.relativize(file).toString();
    }

    private static boolean isSkipped(Path relative) {
        for (Path part : relative) {
            if (SKIPPED.matcher(part.toString()).matches()) {
                return true;
            }
        }
        return false;
    }
}
