package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each Java name in the pages for those who come from elsewhere exists: its class, and the member of it. */
class PortingGuidesTest {
    private static final List<String> PAGES =
            List.of("docs/guide/coming-from-livekit.md", "docs/guide/coming-from-pipecat.md");
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");

    private final Checkout checkout = Checkout.here();
    private final Map<String, Class<?>> classes = publicClasses();

    @Test
    void shouldNameWhatIsThere() {
        for (String page : PAGES) {
            List<Matcher> names = names(checkout.text(page));
            assertThat(names).as(page).hasSizeGreaterThan(25);
            assertThat(names.stream().filter(name -> !exists(name.group(1), name.group(2))))
                    .as(page)
                    .extracting(Matcher::group)
                    .isEmpty();
        }
    }

    @Test
    void shouldFindWhatIsNotThere() {
        assertThat(exists("AgentSession", "say")).isTrue();
        assertThat(exists("AgentSession", "sing")).isFalse();
        assertThat(exists("Symphony", null)).isFalse();
        assertThat(exists("SessionEvent", "SessionClosed")).isTrue();
        assertThat(exists("TurnDetection", "VAD")).isTrue();
        assertThat(names("| `Their.b` | `Our.d`, text, `Other` |\n| there | here | why |\n| `Fine` | none | `Gone` |"))
                .extracting(Matcher::group)
                .containsExactly("`Our.d`", "`Other`");
    }

    /** Those in the column that is ours: the second, or the third of the tables of differences. */
    private static List<Matcher> names(String page) {
        List<Matcher> found = new ArrayList<>();
        for (String line : page.lines().filter(row -> row.startsWith("| ")).toList()) {
            List<String> cells = Arrays.asList(line.split(" \\| |^\\| | \\|$"));
            int ours = cells.size() > 4 ? 3 : 2;
            if (cells.size() > ours) {
                Matcher names = NAME.matcher(cells.get(ours));
                while (names.find()) {
                    Matcher one = NAME.matcher(names.group());
                    if (one.matches()) {
                        found.add(one);
                    }
                }
            }
        }
        return found;
    }

    private boolean exists(String type, @org.jspecify.annotations.Nullable String member) {
        Optional<Class<?>> found = Optional.ofNullable(classes.get(type));
        return found.isPresent() && (member == null || has(found.get(), member));
    }

    private static boolean has(Class<?> type, String member) {
        return Stream.of(
                        Arrays.stream(type.getMethods()).map(Method::getName),
                        Arrays.stream(type.getFields()).map(java.lang.reflect.Field::getName),
                        Arrays.stream(type.getClasses()).map(Class::getSimpleName))
                .flatMap(names -> names)
                .anyMatch(member::equals);
    }

    private Map<String, Class<?>> publicClasses() {
        Map<String, Class<?>> found = new HashMap<>();
        for (Path source : checkout.mainSources()) {
            String path = source.toString().replace('\\', '/');
            String name = path.substring(path.indexOf("src/main/java/") + 14)
                    .replace('/', '.')
                    .replace(".java", "");
            if (!name.endsWith("-info") && !name.contains(".internal.") && name.startsWith("dev.parley.")) {
                load(name).ifPresent(type -> found.put(type.getSimpleName(), type));
            }
        }
        return found;
    }

    private static Optional<Class<?>> load(String name) {
        try {
            Class<?> type = Class.forName(name, false, PortingGuidesTest.class.getClassLoader());
            return Optional.<Class<?>>of(type).filter(one -> Modifier.isPublic(one.getModifiers()));
        } catch (ClassNotFoundException | LinkageError elsewhere) {
            return Optional.empty(); // a sample, or what only the build runs
        }
    }
}
