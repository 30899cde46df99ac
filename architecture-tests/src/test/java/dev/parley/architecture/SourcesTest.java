package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that are read off the sources and the build files, and that they bite. */
class SourcesTest {
    private final Checkout checkout = Checkout.here();

    @TempDir
    Path folder;

    @Test
    void shouldKeepFilesShort() throws IOException {
        assertThat(SourceRules.longFiles(checkout.files(checkout.root(), ".java")))
                .isEmpty();
        shouldFind(SourceRules::longFiles, "Long.java", "// line\n".repeat(SourceRules.FILE_LINES + 1));
    }

    @Test
    void shouldKeepMethodsShort() throws IOException {
        assertThat(SourceRules.longMethods(checkout.files(checkout.root(), ".java")))
                .isEmpty();
        String body = "        int a = 1;\n".repeat(SourceRules.METHOD_LINES - 1);
        shouldFind(SourceRules::longMethods, "Long.java", "class Long {\n    void talk() {\n" + body + "    }\n}\n");
    }

    @Test
    void shouldSayWhatEachPackageIsFor() throws IOException {
        assertThat(SourceRules.silentPackages(checkout.mainSources())).isEmpty();
        shouldFind(SourceRules::silentPackages, "package-info.java", "/** Nullable. */\npackage a;\n");
    }

    @Test
    void shouldNameThingsOfTheDomain() throws IOException {
        assertThat(SourceRules.emptyNames(checkout.mainSources())).isEmpty();
        shouldFind(SourceRules::emptyNames, "TurnImpl.java", "class TurnImpl {}\n");
        shouldFind(SourceRules::emptyNames, "helpers/Turn.java", "class Turn {}\n");
    }

    @Test
    void shouldHoldEveryModuleToTheRules() {
        String pom = checkout.text("architecture-tests/pom.xml");

        assertThat(deliveredModules())
                .isNotEmpty()
                .allSatisfy(module -> assertThat(pom)
                        .as("a module that architecture-tests/pom.xml does not depend on")
                        .contains("<artifactId>" + Path.of(module).getFileName() + "</artifactId>"));
    }

    @Test
    void shouldKnowTheRoomOfEveryModule() {
        Rooms rooms = new Rooms("dev.parley");

        assertThat(deliveredModules()).allSatisfy(module -> {
            String expected = module.startsWith("samples/") ? "samples" : module;
            assertThat(packages(module))
                    .allSatisfy(name -> assertThat(rooms.moduleOf(name)).contains(expected));
            assertThat(Rooms.known(expected)).as(expected).isTrue();
        });
    }

    @Test
    void shouldKeepEachPackageInOneModule() {
        Map<String, List<String>> owners = new TreeMap<>();
        deliveredModules()
                .forEach(module -> packages(module)
                        .forEach(name -> owners.computeIfAbsent(name, unused -> new ArrayList<>())
                                .add(module)));

        assertThat(owners.values())
                .isNotEmpty()
                .allSatisfy(owner -> assertThat(owner).hasSize(1));
    }

    private List<String> deliveredModules() {
        return checkout.modules().stream()
                .filter(module ->
                        Files.isDirectory(checkout.root().resolve(module).resolve("src/main/java")))
                .toList();
    }

    private List<String> packages(String module) {
        Path sources = checkout.root().resolve(module).resolve("src/main/java");
        return checkout.files(sources, ".java").stream()
                .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                .distinct()
                .toList();
    }

    private void shouldFind(Function<Collection<Path>, List<String>> rule, String name, String text)
            throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(rule.apply(List.of(file))).hasSize(1);
    }
}
