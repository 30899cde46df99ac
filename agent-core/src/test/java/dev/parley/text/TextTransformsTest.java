package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TextTransformsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    /** LiveKit Agents' own example, tests/test_transcription_filter.py, shortened. */
    private static final String EMOJIS = """
            Hello! 😀 Welcome to our app! 🎉
            - Hearts: ❤️ 💙 💚 💛 🧡 💜
            - Weather: ☀️ 🌙 ⭐ 🌈 ⛅
            - Flags: 🇺🇸 🇬🇧
            - Professional: 👨⚕️ 👩🏫 👮♂️
            Numbers with keycaps: 1️⃣ 2️⃣
            End. 🔚""";

    private static final String WITHOUT = "Hello!  Welcome to our app! \n- Hearts:      \n- Weather:     \n- Flags:  \n"
            + "- Professional:   \nNumbers with keycaps: 1 2\nEnd. ";

    /** LiveKit Agents' own example, tests/test_tokenizer.py. */
    private static final Map<String, String> WORDS = Map.of(
            "world", "universe", "framework", "library", "a.b.c", "A.B.C.D", "once", "twice", "agents", "assistants");

    private static final String TEXT =
            "This is a test. Hello world, I'm creating this agents..     framework. Once again framework.  A.B.C";
    private static final String REPLACED =
            "This is a test. Hello universe, I'm creating this assistants..     library. twice again library.  A.B.C.D";

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void shouldTakeEmojisAwayWhateverTheChunks() {
        for (int size = 1; size <= 50; size++) {
            assertThat(Chunks.through(TextTransforms.filterEmoji(), Chunks.ofSize(EMOJIS, size)))
                    .isEqualTo(WITHOUT);
        }
    }

    @Test
    void shouldKeepWhatIsNoEmojiOfTheHighPlanes() {
        String rare = "𝄞 and 𠮷 and a half \ud83d pair";

        assertThat(Chunks.through(TextTransforms.filterEmoji(), Chunks.ofSize(rare, 1)))
                .isEqualTo(rare);
    }

    @Test
    void shouldReplaceWordsWhateverTheChunks() {
        for (int size = 1; size <= 50; size++) {
            assertThat(Chunks.through(TextTransforms.replace(WORDS), Chunks.ofSize(TEXT, size)))
                    .isEqualTo(REPLACED);
        }
        for (int seed = 0; seed < 200; seed++) {
            assertThat(Chunks.through(TextTransforms.replace(WORDS), Chunks.byChance(TEXT, new Random(seed))))
                    .isEqualTo(REPLACED);
        }
    }

    @Test
    void shouldPreferTheLongerKeyAndNotLookAtWhatItPutIn() {
        TextTransform replace = TextTransforms.replace(Map.of("new", "old", "new york", "NYC", "old", "ancient"));

        for (int size = 1; size <= 12; size++) {
            assertThat(Chunks.through(replace, Chunks.ofSize("new, New York, new yor, old", size)))
                    .isEqualTo("old, NYC, old yor, ancient");
        }
        assertThat(Chunks.through(TextTransforms.replaceCaseSensitive(Map.of("US", "u s")), List.of("us in the US")))
                .isEqualTo("us in the u s");
    }

    @Test
    void shouldGoThroughTheFiltersInTheirOrder() {
        TextTransform all = TextTransforms.all(List.of(
                TextTransforms.filterMarkdown(),
                TextTransforms.filterEmoji(),
                TextTransforms.replace(Map.of("LiveKit", "live kit"))));

        for (int size = 1; size <= 20; size++) {
            assertThat(Chunks.through(all, Chunks.ofSize("**Live🎉Kit** is `up`.", size)))
                    .isEqualTo("live kit is up.");
        }
        assertThat(Chunks.through(TextTransforms.all(List.of()), List.of("as ", "*it* is")))
                .isEqualTo("as *it* is");
    }

    @Test
    void shouldBeAStageOfAStreamToo() throws Exception {
        List<String> out = Source.from(List.of("a *b", "c* d ", "e"))
                .via(TextTransforms.filterMarkdown().flow())
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        assertThat(String.join("", out)).isEqualTo("a bc d e");
        assertThat(out).doesNotContain("");
    }

    @Test
    void shouldSayWhichNamesThereAre() {
        assertThat(TextTransforms.named("filter_emoji")).isSameAs(TextTransforms.filterEmoji());
        assertThatThrownBy(() -> TextTransforms.named("shout"))
                .hasMessage(
                        "text transform: shout (expected: filter_markdown or filter_emoji; others are set in code)");
        assertThatThrownBy(() -> TextTransforms.replace(Map.of("", "x"))).hasMessageContaining("an empty key for [x]");
    }
}
