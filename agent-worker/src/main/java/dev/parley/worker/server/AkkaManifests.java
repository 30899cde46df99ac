package dev.parley.worker.server;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * What Akka's check of its own versions reads while a system starts: the manifests of Akka's JARs only. It asks for those of all JARs
 * on the class path, and to read the manifest of a signed one, such as a cryptography provider's, the JDK first verifies the whole of
 * it, which takes a quarter of a second at each start. Akka's JARs are known by their names. All else is the parent's. Safe for use by
 * any thread.
 */
final class AkkaManifests extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    AkkaManifests(ClassLoader parent) {
        super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        if (!name.equals(MANIFEST)) {
            return all;
        }
        List<URL> ofAkka = Collections.list(all).stream()
                .filter(url -> url.getPath().contains("akka"))
                .toList();
        return Collections.enumeration(ofAkka);
    }
}
