package dev.parley.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What only sources show: sizes, package documents, names. Each method gives one line per violation. */
final class SourceRules {
    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 50;

    private static final Pattern LAYER = Pattern.compile("utils?|commons?|impl|models?|helpers?|managers?|misc");
    private static final Pattern FILLER =
            Pattern.compile("(Base|Default|Abstract)[A-Z].*|.*Impl|I[A-Z][a-z].*|.*Manager");
    private static final String USERS_OWN = "WorkerManager";

    private SourceRules() {}

    static List<String> longFiles(Collection<Path> files) {
        return files.stream()
                .filter(file -> lines(file) > FILE_LINES)
                .map(file -> file + ": " + lines(file) + " lines (expected: at most " + FILE_LINES + ")")
                .toList();
    }

    static List<String> longMethods(Collection<Path> files) {
        List<String> found = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodSizes(unit, positions, found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("parsing sources", e);
        }
        return found;
    }

    /** Each package says what it is for and that nothing in it is null. */
    static List<String> silentPackages(Collection<Path> files) {
        Collection<Path> folders =
                new TreeSet<>(files.stream().map(Path::getParent).toList());
        return folders.stream()
                .filter(folder -> !saysWhatItIs(folder.resolve("package-info.java")))
                .map(folder -> folder + " (expected: a package-info.java with a sentence and @NullMarked)")
                .toList();
    }

    private static boolean saysWhatItIs(Path info) {
        if (!Files.exists(info)) {
            return false;
        }
        String text = Checkout.text(info);
        return text.contains("/**") && text.contains("@NullMarked");
    }

    /** Names that say what something is made as, not what it is. */
    static List<String> emptyNames(Collection<Path> files) {
        return files.stream()
                .filter(file -> {
                    String type = file.getFileName().toString().replace(".java", "");
                    return LAYER.matcher(file.getName(file.getNameCount() - 2).toString())
                                    .matches()
                            || (FILLER.matcher(type).matches() && !type.equals(USERS_OWN));
                })
                .map(file -> file + " (expected: the name of a feature or a thing of the domain)")
                .toList();
    }

    private static long lines(Path file) {
        return Checkout.text(file).lines().count();
    }

    private static final class MethodSizes extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        MethodSizes(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            long size =
                    line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
            if (size > METHOD_LINES) {
                found.add(unit.getSourceFile().getName() + "#" + method.getName() + ": " + size
                        + " lines (expected: at most " + METHOD_LINES + ")");
            }
            return super.visitMethod(method, null);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
