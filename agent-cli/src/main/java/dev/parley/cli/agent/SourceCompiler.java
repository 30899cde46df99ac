package dev.parley.cli.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a source file, and what it needs from the directories around it, into memory. The first run takes seconds. */
final class SourceCompiler {
    private static final int MOST_ERRORS = 10;

    private SourceCompiler() {}

    /**
     * The classes by name.
     *
     * @throws AgentLoadException with each error's file, line and source line
     */
    static Map<String, byte[]> compile(Path file, List<Path> roots) throws AgentLoadException {
        JavaCompiler compiler = Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
                .orElseThrow(() -> new AgentLoadException("agent: " + file + " needs a compiler, and "
                        + System.getProperty("java.home") + " has none (expected: a JDK); set JAVA_HOME to one"));
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
                MemoryFiles files = new MemoryFiles(standard)) {
            List<String> options = List.of(
                    "-classpath",
                    System.getProperty("java.class.path"),
                    "-sourcepath",
                    roots.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                    "-implicit:class",
                    "-proc:none",
                    "-parameters",
                    "-g",
                    "-Xlint:none");
            boolean fine = compiler.getTask(
                            Writer.nullWriter(), files, found, options, null, standard.getJavaFileObjects(file))
                    .call();
            if (!fine) {
                throw new AgentLoadException("agent: " + file + " does not compile\n" + describe(found));
            }
            return files.classes();
        } catch (IOException problem) {
            throw new AgentLoadException("agent: " + file + ": " + problem.getMessage(), problem);
        }
    }

    private static String describe(DiagnosticCollector<JavaFileObject> found) {
        List<String> errors = found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(SourceCompiler::describe)
                .toList();
        String shown = errors.stream().limit(MOST_ERRORS).collect(Collectors.joining("\n"));
        return errors.size() <= MOST_ERRORS ? shown : shown + "\n… and " + (errors.size() - MOST_ERRORS) + " more";
    }

    private static String describe(Diagnostic<? extends JavaFileObject> error) {
        String message = error.getMessage(Locale.ROOT).strip().replace("\n", "\n    ");
        Optional<JavaFileObject> source = Optional.ofNullable(error.getSource());
        if (source.isEmpty()) {
            return "  " + message;
        }
        String place = "  " + source.get().getName() + ":" + error.getLineNumber() + ": " + message;
        return place + lineOf(source.get(), error).map(line -> "\n    " + line).orElse("");
    }

    private static Optional<String> lineOf(JavaFileObject source, Diagnostic<?> error) {
        try {
            return source.getCharContent(true)
                    .toString()
                    .lines()
                    .skip(Math.max(0, error.getLineNumber() - 1))
                    .findFirst()
                    .map(line -> line.stripTrailing() + "\n    "
                            + " ".repeat((int) Math.max(0, error.getColumnNumber() - 1)) + "^");
        } catch (IOException unreadableNow) {
            return Optional.empty();
        }
    }

    /** Keeps what the compiler writes. */
    private static final class MemoryFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        MemoryFiles(StandardJavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            URI name = URI.create("memory:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(name, kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> classes() {
            return written.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().toByteArray()));
        }
    }
}
