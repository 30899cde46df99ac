package dev.parley.cli.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an agent's code comes from.
 *
 * @param className the agent's class
 * @param file its source, if that is at hand: compiled in process
 * @param roots directories searched before the class path: sources first, then data files
 */
record AgentSource(String className, Optional<Path> file, List<Path> roots) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

    AgentSource {
        roots = List.copyOf(roots);
    }

    /** The source file {@code FILE.java}; its package decides the directory in which others are looked for. */
    static AgentSource ofFile(Path file) throws AgentLoadException {
        Path source = file.toAbsolutePath().normalize();
        String name = source.getFileName().toString();
        String simpleName = name.substring(0, name.length() - ".java".length());
        Matcher declared = PACKAGE.matcher(read(source));
        if (!declared.find()) {
            return new AgentSource(simpleName, Optional.of(source), List.of(directoryOf(source)));
        }
        String className = declared.group(1) + "." + simpleName;
        Path root = directoryOf(source);
        Path inRoot = Path.of(className.replace('.', '/') + ".java");
        if (!source.endsWith(inRoot)) {
            return new AgentSource(className, Optional.of(source), List.of(root));
        }
        for (int i = 1; i < inRoot.getNameCount(); i++) {
            root = directoryOf(root);
        }
        return new AgentSource(className, Optional.of(source), withResources(root));
    }

    /** A class on the class path; its source, if one of these directories holds it. */
    static AgentSource ofClass(String className, List<Path> sourceRoots) {
        Path relative = Path.of(className.replace('.', '/') + ".java");
        for (Path root : sourceRoots) {
            Path file = root.resolve(relative);
            if (Files.isRegularFile(file)) {
                return new AgentSource(className, Optional.of(file.toAbsolutePath()), withResources(root));
            }
        }
        return new AgentSource(className, Optional.empty(), List.of());
    }

    /** Maven's layout keeps an agent's data files beside its sources: {@code src/main/java}, {@code src/main/resources}. */
    private static List<Path> withResources(Path sourceRoot) {
        Path resources = sourceRoot.resolveSibling("resources");
        boolean maven = sourceRoot.endsWith("src/main/java") && Files.isDirectory(resources);
        return maven ? List.of(sourceRoot, resources) : List.of(sourceRoot);
    }

    /** The roots, and beside the sources of Maven's layout the files that an agent reads as it runs: {@code data}. */
    List<Path> watched() {
        List<Path> watched = new ArrayList<>(roots);
        roots.stream()
                .filter(root -> root.endsWith("src/main/java"))
                .map(root -> root.resolve("../../../data").normalize())
                .filter(Files::isDirectory)
                .forEach(watched::add);
        return watched;
    }

    private static Path directoryOf(Path path) {
        return Optional.ofNullable(path.getParent()).orElse(path);
    }

    private static String read(Path source) throws AgentLoadException {
        if (!Files.isRegularFile(source)) {
            throw new AgentLoadException("agent: " + source + " (expected: a Java file that exists)");
        }
        try {
            return Files.readString(source);
        } catch (IOException problem) {
            throw new AgentLoadException("agent: " + source + ": " + problem.getMessage(), problem);
        }
    }
}
