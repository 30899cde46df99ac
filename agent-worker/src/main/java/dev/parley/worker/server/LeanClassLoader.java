package dev.parley.worker.server;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Spares an Akka system what it would read in vain while it starts. All else is the parent's. Safe for use by any thread.
 *
 * <ul>
 *   <li>The manifests of JARs that are not Akka's: its check of its own versions asks for all on the class path, and to read that of a
 *       signed one, such as a cryptography provider's, the JDK first verifies the whole of it, which takes a quarter of a second.
 *       Akka's JARs are known by their names.
 *   <li>The reference configurations: the system is given a configuration that holds them, and would parse them once more for a class
 *       loader that they have not been parsed for.
 * </ul>
 */
final class LeanClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String REFERENCE = "reference.conf";

    LeanClassLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return switch (name) {
            case MANIFEST -> ofAkka(super.getResources(name));
            case REFERENCE -> Collections.emptyEnumeration();
            default -> super.getResources(name);
        };
    }

    private static Enumeration<URL> ofAkka(Enumeration<URL> all) {
        List<URL> ofAkka = Collections.list(all).stream()
                .filter(url -> url.getPath().contains("akka"))
                .toList();
        return Collections.enumeration(ofAkka);
    }
}
