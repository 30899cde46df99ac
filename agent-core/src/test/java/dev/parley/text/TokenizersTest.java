package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of LiveKit Agents' tests/test_tokenizer.py, and what goes beyond them. */
class TokenizersTest {
    private static final String TEXT = "Hi! LiveKit is a platform for live audio and video applications and services. "
            + "R.T.C stands for Real-Time Communication... again R.T.C. Mr. Theo is testing the sentence tokenizer. "
            + "This is a test. Another test. A short sentence. "
            + "A longer sentence that is longer than the previous sentence. f(x) = x * 2.54 + 42. Hey! Hi! Hello! ";

    private static final List<String> SENTENCES = List.of(
            "Hi! LiveKit is a platform for live audio and video applications and services.",
            "R.T.C stands for Real-Time Communication... again R.T.C.",
            "Mr. Theo is testing the sentence tokenizer.",
            "This is a test. Another test.",
            "A short sentence. A longer sentence that is longer than the previous sentence.",
            "f(x) = x * 2.54 + 42.",
            "Hey! Hi! Hello!");

    private static List<String> streamed(List<String> chunks) {
        SentenceStream stream = SentenceTokenizer.standard().stream();
        List<String> pieces = new ArrayList<>();
        chunks.forEach(chunk -> pieces.addAll(stream.accept(chunk)));
        pieces.add(stream.flush());
        return pieces;
    }

    @Test // the reference's case of the sentence splitter, smallest sentence 20
    void shouldCutIntoTheReferencesSentences() {
        assertThat(SentenceTokenizer.standard().sentences(TEXT)).isEqualTo(SENTENCES);
        assertThat(SentenceTokenizer.standard()
                        .sentences("Hi! LiveKit is a platform. Mr. Theo is testing the sentence tokenizer. "
                                + "This is a test. Another test."))
                .containsExactly(
                        "Hi! LiveKit is a platform.",
                        "Mr. Theo is testing the sentence tokenizer.",
                        "This is a test. Another test.");
    }

    @Test
    void shouldCutTheSameWhateverTheChunks() {
        List<String> whole = streamed(List.of(TEXT));
        for (int size = 1; size <= 50; size++) {
            assertThat(streamed(Chunks.ofSize(TEXT, size))).isEqualTo(whole);
        }
        for (int seed = 0; seed < 200; seed++) {
            assertThat(streamed(Chunks.byChance(TEXT, new Random(seed)))).isEqualTo(whole);
        }
    }

    @Test
    void shouldLoseNothingOfTheText() {
        String signs = "aB .!?\n\"'。3";
        for (int seed = 0; seed < 500; seed++) {
            Random chance = new Random(seed);
            StringBuilder text = new StringBuilder("x");
            for (int i = chance.nextInt(2000); i > 0; i--) {
                text.append(signs.charAt(chance.nextInt(signs.length())));
            }

            assertThat(String.join("", streamed(Chunks.byChance(text.toString(), chance))))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void shouldEndSentencesWhereTheyEnd() {
        assertThat(SentenceTokenizer.standard()
                        .sentences("He lives in the U.S. President he is not. Nor king, they say."))
                .containsExactly("He lives in the U.S. President he is not.", "Nor king, they say.");
        assertThat(SentenceTokenizer.standard()
                        .sentences("It was made in the U.S. They said \"we like it very much.\" Then it ended."))
                .containsExactly("It was made in the U.S.", "They said \"we like it very much.\"", "Then it ended.");
        assertThat(SentenceTokenizer.standard()
                        .sentences("We meet at ten past nine a.m. tomorrow. Is that so? she asked."))
                .containsExactly("We meet at ten past nine a.m. tomorrow.", "Is that so? she asked.");
        assertThat(SentenceTokenizer.standard().sentences("Here are the three steps:\n1. Open the box\n2. Take it out"))
                .hasSize(1);
        assertThat(SentenceTokenizer.standard().sentences("今日はとても良い天気ですね、散歩に行きましょう。そのあとで一緒に昼ごはんを食べませんか？はい"))
                .containsExactly("今日はとても良い天気ですね、散歩に行きましょう。", "そのあとで一緒に昼ごはんを食べませんか？", "はい");
    }

    @Test
    void shouldRefuseSentencesThatCantBe() {
        assertThatThrownBy(() -> new SentenceTokenizer(0, 10)).hasMessage("smallest sentence: 0 (expected: 1 to 500)");
        assertThatThrownBy(() -> new SentenceTokenizer(20, -1)).hasMessage("context: -1 (expected: 0 or more)");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ". ", "!", "a.", " ", "A. ", "U.S. ", "\"", "a", "1.\n"})
    void shouldTakeTimeInProportionToHostileText(String unit) {
        String hostile = unit.repeat(300_000 / unit.length());

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(String.join("", streamed(Chunks.ofSize(hostile, 1)))
                                .strip())
                        .isEqualTo(hostile.strip()));
    }

    @Test
    void shouldCutIntoWords() {
        assertThat(WordTokenizer.standard()
                        .words("This is a test. Blabla another test! multiple consecutive spaces:     done"))
                .containsExactly(
                        "This",
                        "is",
                        "a",
                        "test",
                        "Blabla",
                        "another",
                        "test",
                        "multiple",
                        "consecutive",
                        "spaces",
                        "done");
        assertThat(WordTokenizer.standard()
                        .withPunctuation()
                        .words("This is <phoneme ph=\"AE K\">actually</phoneme> tricky to handle."))
                .containsExactly(
                        "This", "is", "<phoneme", "ph=\"AE", "K\">actually</phoneme>", "tricky", "to", "handle.");
        assertThat(WordTokenizer.standard().byCharacter().words("你好 world")).containsExactly("你", "好", "world");
        assertThat(WordTokenizer.standard().withPunctuation().words("你好，世界。共１，０００円"))
                .containsExactly("你好，", "世界。", "共１，０００円");
        assertThat(WordTokenizer.standard().split("a  bc."))
                .containsExactly(new TextSpan("a", 0, 1), new TextSpan("bc", 3, 6));
    }

    @Test
    void shouldPartWords() {
        assertThat(Hyphenator.english().hyphenate("Segment")).containsExactly("Seg", "ment");
        assertThat(Hyphenator.english().hyphenate("expected")).containsExactly("ex", "pect", "ed");
        assertThat(Hyphenator.english().hyphenate("communication")).containsExactly("com", "mu", "ni", "ca", "tion");
        assertThat(Hyphenator.english().hyphenate("window")).containsExactly("win", "dow");
        assertThat(Hyphenator.english().hyphenate("welcome")).containsExactly("wel", "come");
        assertThat(Hyphenator.english().hyphenate("bedroom")).containsExactly("bed", "room");
        assertThat(Hyphenator.english().hyphenate("table")).containsExactly("ta", "ble");
        assertThat(Hyphenator.english().hyphenate("presents")).containsExactly("presents");
        assertThat(Hyphenator.english().hyphenate("word")).containsExactly("word");
        assertThat(Hyphenator.english().count("communication")).isEqualTo(5);
    }

    @Test
    void shouldCountSyllables() {
        assertThat(Syllables.count("Here is a long story for you ... the end.")).isEqualTo(11);
        assertThat(Syllables.count("")).isZero();
        assertThat(Syllables.count("你好")).isEqualTo(2);
        assertThat(Syllables.ofWord("Здравствуйте")).isEqualTo(4);
    }

    @Test // the reference's case of the paragraphs
    void shouldFindParagraphs() {
        assertThat(Paragraphs.of("Para 1.\n \n \nPara 2."))
                .containsExactly(new TextSpan("Para 1.", 0, 7), new TextSpan("Para 2.", 12, 19));
        assertThat(Paragraphs.of("\n\n  Paragraph with leading and trailing spaces.  \n\n"))
                .containsExactly(new TextSpan("Paragraph with leading and trailing spaces.", 4, 47));
        assertThat(Paragraphs.of("Line 1\nLine 2\nLine 3"))
                .containsExactly(new TextSpan("Line 1\nLine 2\nLine 3", 0, 20));
        assertThat(Paragraphs.of("Para 1.\n\nPara 2.\n\nPara 3.")).hasSize(3);
        assertThat(Paragraphs.of("\n\n\n")).isEmpty();
        assertThat(Paragraphs.of("")).isEmpty();
    }
}
