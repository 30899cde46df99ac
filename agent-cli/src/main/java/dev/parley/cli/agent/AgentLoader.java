package dev.parley.cli.agent;

import dev.parley.agent.Agent;
import dev.parley.worker.EntryPoint;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads the agent that a user names: a class on the class path, or a {@code FILE.java} that is compiled in process.
 *
 * <p>The class has a public constructor without parameters and is an {@link EntryPoint}, of which one object serves all
 * calls, or an {@link Agent}, of which each call gets its own. Thread-safe.
 */
public final class AgentLoader {
    /** System property: directories with sources of agents on the class path, so that these can be reloaded too. */
    static final String SOURCES = "parley.agent.sources";

    private final AgentSource source;

    private AgentLoader(AgentSource source) {
        this.source = source;
    }

    /**
     * A loader of this agent.
     *
     * @param agent a class name, or a path that ends in {@code .java}
     */
    public static AgentLoader of(String agent) throws AgentLoadException {
        if (agent.endsWith(".java")) {
            return new AgentLoader(AgentSource.ofFile(Path.of(agent)));
        }
        List<Path> roots = Arrays.stream(System.getProperty(SOURCES, "").split(File.pathSeparator))
                .filter(root -> !root.isEmpty())
                .map(Path::of)
                .toList();
        return new AgentLoader(AgentSource.ofClass(agent, roots));
    }

    /** The agent's class name. */
    public String className() {
        return source.className();
    }

    /** Loads it as quickly as possible: from the class path if it is there. */
    EntryPoint load() throws AgentLoadException {
        boolean named = source.file().isEmpty() || source.roots().isEmpty();
        return named || isOnClassPath() ? entryPoint(getClass().getClassLoader()) : reload();
    }

    /** Loads what the code is now, into a class loader of its own. */
    EntryPoint reload() throws AgentLoadException {
        ClassLoader parent = getClass().getClassLoader();
        if (source.file().isPresent()) {
            Map<String, byte[]> classes = SourceCompiler.compile(source.file().get(), source.roots());
            return entryPoint(GenerationClassLoader.of(classes, source.roots(), parent));
        }
        return entryPoint(GenerationClassLoader.of(Map.of(), watched(), parent));
    }

    /** Directories whose files the agent is made of; empty if it comes from a JAR whose sources aren't known. */
    List<Path> watched() {
        return source.file().isPresent()
                ? source.watched()
                : classDirectory().map(List::of).orElse(List.of());
    }

    /** Whether what lies deeper in the watched directories counts: not for a file beside which anything may lie. */
    boolean watchesTrees() {
        return source.file().isEmpty() || source.className().contains(".");
    }

    private boolean isOnClassPath() {
        String file = source.className().replace('.', '/') + ".class";
        return source.className().contains(".") && getClass().getClassLoader().getResource(file) != null;
    }

    private Optional<Path> classDirectory() {
        try {
            Class<?> type = Class.forName(source.className(), false, getClass().getClassLoader());
            Optional<CodeSource> code =
                    Optional.ofNullable(type.getProtectionDomain().getCodeSource());
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(code.get().getLocation().toURI())).filter(Files::isDirectory);
        } catch (ClassNotFoundException | URISyntaxException unknown) {
            return Optional.empty();
        }
    }

    private EntryPoint entryPoint(ClassLoader loader) throws AgentLoadException {
        Class<?> type = type(loader);
        if (Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
            throw new AgentLoadException(
                    "agent: " + type.getName() + " (expected: a public class that is not abstract)");
        }
        if (EntryPoint.class.isAssignableFrom(type)) {
            return (EntryPoint) create(constructor(type));
        }
        if (Agent.class.isAssignableFrom(type)) {
            Constructor<?> constructor = constructor(type);
            create(constructor);
            return new AgentPerCall(type, () -> (Agent) create(constructor));
        }
        throw new AgentLoadException(
                "agent: " + type.getName()
                        + " (expected: a class that extends dev.parley.agent.Agent or implements dev.parley.worker.EntryPoint)");
    }

    private Class<?> type(ClassLoader loader) throws AgentLoadException {
        try {
            return Class.forName(source.className(), true, loader);
        } catch (ClassNotFoundException unknown) {
            throw new AgentLoadException(
                    "agent: " + source.className()
                            + " (expected: a class on the class path, or the path of a FILE.java that defines it)",
                    unknown);
        } catch (LinkageError broken) {
            throw new AgentLoadException("agent: " + source.className() + " can't be loaded: " + broken, broken);
        }
    }

    private static Constructor<?> constructor(Class<?> type) throws AgentLoadException {
        try {
            return type.getConstructor();
        } catch (NoSuchMethodException missing) {
            throw new AgentLoadException(
                    "agent: " + type.getName() + " (expected: a public constructor without parameters)", missing);
        }
    }

    private static Object create(Constructor<?> constructor) throws AgentLoadException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(constructor.getDeclaringClass().getClassLoader());
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException thrown) {
            Throwable cause = Optional.ofNullable(thrown.getCause()).orElse(thrown);
            throw new AgentLoadException(
                    "agent: " + constructor.getDeclaringClass().getName() + ": its constructor throws " + cause, cause);
        } catch (ReflectiveOperationException impossible) {
            throw new AgentLoadException("agent: " + constructor + " can't be called: " + impossible, impossible);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
