package dev.parley.text;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After LiveKit Agents' tests/test_transcription_filter.py; expectations are what its release 1.8.9 gives. */
class MarkdownFilterTest {
    private static final TextTransform FILTER = TextTransforms.filterMarkdown();

    private static String resource(String name) throws IOException {
        try (InputStream bytes = requireNonNull(MarkdownFilterTest.class.getResourceAsStream(name))) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Stream<List<String>> cases() throws IOException {
        return resource("markdown-cases.txt")
                .lines()
                .filter(line -> !line.startsWith("# Input"))
                .map(line -> List.of(unescaped(line.split("\t", 2)[0]), unescaped(line.split("\t", 2)[1])));
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldFilterAsTheReferenceDoes(List<String> pair) {
        for (int size = 1; size <= 50; size++) {
            assertThat(Chunks.through(FILTER, Chunks.ofSize(pair.get(0), size)))
                    .as("chunks of %d", size)
                    .isEqualTo(pair.get(1));
        }
    }

    @Test
    void shouldFilterAGuideWhateverTheChunks() throws IOException {
        String guide = resource("guide.md.txt");
        String spoken = resource("guide.spoken.txt");

        for (int size = 1; size <= 50; size++) {
            assertThat(Chunks.through(FILTER, Chunks.ofSize(guide, size))).isEqualTo(spoken);
        }
        for (int seed = 0; seed < 200; seed++) {
            assertThat(Chunks.through(FILTER, Chunks.byChance(guide, new Random(seed))))
                    .as("seed %d", seed)
                    .isEqualTo(spoken);
        }
    }

    @Test
    void shouldGiveTheSameForNonsenseWhateverTheChunks() {
        String signs = "ab *_~`[]()!#->. \n";
        for (int seed = 0; seed < 2000; seed++) {
            Random chance = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = chance.nextInt(200); i > 0; i--) {
                text.append(signs.charAt(chance.nextInt(signs.length())));
            }

            String whole = Chunks.through(FILTER, List.of(text.toString()));

            assertThat(Chunks.through(FILTER, Chunks.byChance(text.toString(), chance)))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(whole);
        }
    }

    @Test
    void shouldHoldNothingBackBehindASentenceWithoutOpenSigns() {
        TextFilter filter = FILTER.open();

        assertThat(filter.accept("That is **very** good, 2 * 3 makes six. "))
                .isEqualTo("That is very good, 2 * 3 makes six. ");
        assertThat(filter.holdsBack()).isFalse();
        assertThat(filter.accept("This is *not over. ")).isEqualTo("This is ");
        assertThat(filter.holdsBack()).isTrue();
        assertThat(filter.accept("Now it* is. ")).isEqualTo("not over. Now it is. ");
        assertThat(filter.holdsBack()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "_", "`", "~~", "[", "*a ", "_a ", "[a](", "![", "**a", "` ", "* ", "a*_`~[", "#", "> ", "-"
            })
    void shouldTakeTimeInProportionToHostileText(String unit) {
        String hostile = unit.repeat(100_000 / unit.length());

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            TextFilter filter = FILTER.open();
            int given = 0;
            for (String chunk : Chunks.ofSize(hostile, 3)) {
                given += filter.accept(chunk).length();
            }
            assertThat(given + filter.flush().length()).isLessThanOrEqualTo(hostile.length());
        });
    }
}
