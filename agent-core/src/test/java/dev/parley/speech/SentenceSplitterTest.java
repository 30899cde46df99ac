package dev.parley.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SentenceSplitterTest {
    private static final String TEXT = "Hi! LiveKit is a platform for live audio and video applications. "
            + "Mr. Theo is testing the sentence tokenizer. This is a test. Another test.";

    @Test // after the reference's tokenizer case: short sentences are joined, abbreviations end nothing
    void shouldCutAtSentencesOfTwentyCharactersOrMore() {
        assertThat(split(TEXT, TEXT.length()))
                .containsExactly(
                        "Hi! LiveKit is a platform for live audio and video applications.",
                        "Mr. Theo is testing the sentence tokenizer.",
                        "This is a test. Another test.");
    }

    @Property
    void shouldCutTheSameWhateverTheChunks(@ForAll @IntRange(min = 1, max = 40) int size) {
        assertThat(split(TEXT, size)).isEqualTo(split(TEXT, TEXT.length()));
    }

    @Property
    void shouldLoseNoWord(@ForAll @IntRange(min = 1, max = 9) int size, @ForAll String text) {
        assertThat(String.join(" ", split(text, size)).replaceAll("\\s+", ""))
                .isEqualTo(text.strip().replaceAll("\\s+", ""));
    }

    @Test
    void shouldCutATextThatDoesNotEndBetweenWords() {
        String endless = "word ".repeat(1000);

        for (int size : new int[] {1, 7, 5000}) {
            assertThat(split(endless, size))
                    .hasSize(10)
                    .allSatisfy(piece -> assertThat(piece)
                            .hasSizeBetween(4, 500)
                            .startsWith("word")
                            .endsWith("word"));
        }
        assertThat(split(" ".repeat(3000), 9)).isEmpty();
    }

    @Test
    void shouldNotCutAtDotsInsideASentence() {
        assertThat(split("Here is a long story for you ... the end.", 3))
                .containsExactly("Here is a long story for you ... the end.");
        assertThat(split("The pizza costs 10.00 dollars today. Anything else?", 3))
                .containsExactly("The pizza costs 10.00 dollars today.", "Anything else?");
    }

    private static List<String> split(String text, int size) {
        SentenceSplitter splitter = new SentenceSplitter();
        List<String> sentences = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            sentences.addAll(splitter.accept(text.substring(at, Math.min(text.length(), at + size))));
        }
        String rest = splitter.flush();
        if (!rest.isEmpty()) {
            sentences.add(rest);
        }
        return sentences;
    }
}
