package dev.parley.cli.agent;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One generation of an agent's code: its own classes and data files win over the class path's, so that an agent which is
 * on the class path too can be replaced. Everything else, above all Parley's own types, comes from the parent.
 */
final class GenerationClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> classes;
    private final List<Path> roots;

    private GenerationClassLoader(Map<String, byte[]> classes, List<Path> roots, URL[] urls, ClassLoader parent) {
        super(urls, parent);
        this.classes = classes;
        this.roots = roots;
    }

    static GenerationClassLoader of(Map<String, byte[]> classes, List<Path> roots, ClassLoader parent) {
        URL[] urls = roots.stream().map(GenerationClassLoader::url).toArray(URL[]::new);
        return new GenerationClassLoader(Map.copyOf(classes), List.copyOf(roots), urls, parent);
    }

    /** Class files below a directory: a generation of a class that somebody else compiles. */
    boolean holds(String className) {
        return roots.stream()
                .anyMatch(root -> Files.isRegularFile(root.resolve(className.replace('.', '/') + ".class")));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null && (classes.containsKey(name) || holds(name))) {
                loaded = findClass(name);
            }
            return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = classes.get(name);
        return code == null ? super.findClass(name) : defineClass(name, code, 0, code.length);
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    private static URL url(Path root) {
        try {
            return root.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException("directory: " + root + " (expected: one with a file URL)", impossible);
        }
    }
}
