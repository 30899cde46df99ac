package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeanClassLoaderTest {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir
    Path directory;

    private URL with(String name, String resource) throws IOException {
        Path file = directory.resolve(name).resolve(resource);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "Implementation-Version: 1\n");
        return directory.resolve(name).toUri().toURL();
    }

    private static List<URL> read(URL[] from, String resource) throws IOException {
        try (URLClassLoader parent = new URLClassLoader(from, null)) {
            return Collections.list(new LeanClassLoader(parent).getResources(resource));
        }
    }

    @Test
    void shouldShowTheManifestsOfAkkaOnly() throws IOException {
        URL[] places = {
            with("bcprov", MANIFEST),
            with("akka-actor_2.13", MANIFEST),
            with("com.typesafe.akka.akka-stream_2.13", MANIFEST)
        };

        assertThat(read(places, MANIFEST))
                .extracting(URL::getPath)
                .hasSize(2)
                .allMatch(path -> path.contains("akka-"), "of Akka");
    }

    @Test
    void shouldShowAllOfAnythingElse() throws IOException {
        URL[] places = {with("bcprov", "application.conf"), with("akka-actor_2.13", "application.conf")};

        assertThat(read(places, "application.conf")).hasSize(2);
    }

    @Test
    void shouldHideTheReferenceConfigurationsWhichTheSystemIsGiven() throws IOException {
        URL[] places = {with("akka-actor_2.13", "reference.conf")};

        assertThat(read(places, "reference.conf")).isEmpty();
    }

    @Test
    void shouldFindWhatAkkaChecksOnTheClassPath() throws IOException {
        List<URL> shown = Collections.list(
                new LeanClassLoader(LeanClassLoaderTest.class.getClassLoader()).getResources(MANIFEST));

        assertThat(shown).extracting(URL::getPath).anyMatch(path -> path.contains("akka-actor-typed"));
    }
}
