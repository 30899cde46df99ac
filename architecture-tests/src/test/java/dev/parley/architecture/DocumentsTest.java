package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents show is compiled, and what they point to is there. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)");

    private final Checkout checkout = Checkout.here();

    @TempDir
    Path folder;

    @Test
    void shouldShowCompiledCodeOnly() {
        Snippets snippets = new Snippets(checkout.root());

        assertThat(documents())
                .isNotEmpty()
                .allSatisfy(
                        document -> assertThat(snippets.differences(document)).isEmpty());
    }

    @Test
    void shouldFindCodeThatIsNotTheSources() throws IOException {
        Files.writeString(
                folder.resolve("A.java"),
                "class A {\n    // snippet: one\n    int a =\n        1;\n    // end: one\n}\n");

        assertThat(differences("<!-- snippet: A.java#one -->\n```java\nint a =\n    1;\n```\n"))
                .isEmpty();
        assertThat(differences("<!-- snippet: A.java#one -->\n```java\nint b;\n```\n"))
                .hasSize(1);
        assertThat(differences("<!-- snippet: A.java#two -->\n```java\nint a =\n    1;\n```\n"))
                .hasSize(1);
        assertThat(differences("<!-- snippet: B.java#one -->\n```java\nint a =\n    1;\n```\n"))
                .hasSize(1);
        assertThat(differences("Text.\n\n```java\nint a =\n    1;\n```\n")).hasSize(1);
    }

    @Test
    void shouldPointToFilesThatExist() {
        assertThat(documents())
                .allSatisfy(document -> assertThat(brokenLinks(document)).isEmpty());
    }

    private List<Path> documents() {
        return checkout.files(checkout.root(), ".md");
    }

    private List<String> differences(String document) throws IOException {
        return new Snippets(folder).differences(Files.writeString(folder.resolve("a.md"), document));
    }

    private static List<String> brokenLinks(Path document) {
        List<String> broken = new ArrayList<>();
        Matcher links = LINK.matcher(Checkout.text(document));
        while (links.find()) {
            if (!Files.exists(document.resolveSibling(links.group(1)))) {
                broken.add(document + " -> " + links.group(1));
            }
        }
        return broken;
    }
}
