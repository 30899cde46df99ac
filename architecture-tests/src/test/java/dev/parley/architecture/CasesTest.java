package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The guide's list of ported cases against the tests: each case has a row, names the tests that name it in a comment
 * ({@code // case 8}; {@code // peers' case 9}), and says "not yet" if there is none.
 */
class CasesTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`(\\w+)`");
    private static final Pattern NAMED = Pattern.compile("(?://|\\*)[^\\n]*?(peers' )?\\b[Cc]ase (\\d+)\\b");
    private static final int CASES = 44;

    private final Checkout checkout = Checkout.here();

    @Test
    void shouldNameTheTestsOfEachCase() {
        String guide = checkout.text("docs/guide/cases.md");
        int peers = guide.indexOf("## Pipecat");

        assertThat(rows(guide.substring(0, peers))).isEqualTo(named("", allOf(CASES)));
        Map<Integer, Set<String>> peerRows = rows(guide.substring(peers));
        assertThat(peerRows).isEqualTo(named("peers' ", peerRows.keySet()));
    }

    @Test
    void shouldKnowACaseFromOtherCases() {
        assertThat(numbers("// case 8, and\n/** Case 33 of it. */\n@Test // peers' case 9\ncase 7 -> x();", ""))
                .containsExactly(8, 33);
        assertThat(numbers("@Test // peers' case 9: it\n", "peers' ")).containsExactly(9);
        assertThat(rows("| 3 | text | `ATest`, `BTest` |\n| 4 | text | not yet |\n"))
                .isEqualTo(Map.of(3, Set.of("ATest", "BTest"), 4, Set.of()));
    }

    private static Set<Integer> allOf(int most) {
        return IntStream.rangeClosed(1, most).boxed().collect(Collectors.toSet());
    }

    private static Map<Integer, Set<String>> rows(String table) {
        Map<Integer, Set<String>> found = new TreeMap<>();
        Matcher rows = ROW.matcher(table);
        while (rows.find()) {
            found.put(
                    Integer.valueOf(rows.group(1)),
                    TEST.matcher(rows.group(2))
                            .results()
                            .map(name -> name.group(1))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return found;
    }

    private Map<Integer, Set<String>> named(String whose, Set<Integer> cases) {
        Map<Integer, Set<String>> found = new TreeMap<>();
        cases.forEach(number -> found.put(number, new TreeSet<>()));
        for (String module : checkout.modules()) {
            for (Path test : checkout.files(checkout.root().resolve(module).resolve("src/test/java"), ".java")) {
                String name = test.getFileName().toString().replace(".java", "");
                if (!name.equals(getClass().getSimpleName())) {
                    numbers(Checkout.text(test), whose)
                            .forEach(number -> found.computeIfAbsent(number, row -> new TreeSet<>())
                                    .add(name));
                }
            }
        }
        return found;
    }

    private static Set<Integer> numbers(String source, String whose) {
        return NAMED.matcher(source)
                .results()
                .filter(match -> whose.equals(match.group(1) == null ? "" : match.group(1)))
                .map(CasesTest::number)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Integer number(MatchResult match) {
        return Integer.valueOf(match.group(2));
    }
}
