package dev.parley.offline.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.stt.Transcript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GrammarRecognizerTest {
    private static final String GRAMMAR = """
            #JSGF V1.0;
            grammar dialogue;
            <food> = pizza | salad | ice cream | tiramisu | gyoza;
            public <sentence> = (what is | what's) the price of the <food> | i would like (one | two | three) <food> [please];
            """;

    private final GrammarRecognizer recognizer = GrammarRecognizer.of(GRAMMAR, ConfigFactory.load());

    @Test
    void shouldUnderstandTheBuiltInVoice() {
        assertThat(heard("What is the price of the pizza?")).isEqualTo("what is the price of the pizza");
        assertThat(heard("I would like two salad please")).isEqualTo("i would like two salad please");
    }

    @Test
    void shouldUnderstandWordsThatNoDictionaryHas() {
        assertThat(CompiledGrammar.vocabulary(GRAMMAR))
                .contains("tiramisu", "gyoza")
                .doesNotContain("food", "sentence");
        assertThat(heard("What's the price of the gyoza?")).isEqualTo("what's the price of the gyoza");
        assertThat(heard("What's the price of the tiramisu?")).isEqualTo("what's the price of the tiramisu");
    }

    @Test
    void shouldUnderstandNothingInSilenceAndInOtherWords() {
        assertThat(recognize(AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.WIDEBAND)))
                .isEmpty();
        assertThat(heard("The weather in London is nice today, my friend.")).isEmpty();
    }

    @Test
    void shouldTellItsConfidence() throws Exception {
        Transcript transcript = recognizer
                .recognize(Recordings.kevin("What is the price of the pizza?"))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        assertThat(transcript.confidence()).isBetween(0.5, 1.0);
    }

    @Test
    void shouldUnderstandFourSessionsAtOnce() {
        List<AudioFrame> spoken = List.of(
                Recordings.kevin("what is the price of the pizza"),
                Recordings.kevin("i would like two ice cream please"),
                Recordings.kevin("what is the price of the salad"),
                Recordings.kevin("i would like three pizza"));
        List<String> alone = spoken.stream().map(this::recognize).toList();

        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<String>> sessions = IntStream.range(0, 4)
                    .mapToObj(i -> recognizer
                            .recognize(spoken.get(i))
                            .toCompletableFuture()
                            .thenApply(Transcript::text))
                    .toList();
            assertThat(sessions.stream().map(GrammarRecognizerTest::await).toList())
                    .isEqualTo(alone);
        }
    }

    @Test
    void shouldFailAtTheDeadline() {
        GrammarRecognizer hasty = GrammarRecognizer.of(GRAMMAR, with("deadline = 1 ms"));

        assertThatThrownBy(() -> hasty.recognize(Recordings.kevin("what is the price of the pizza"))
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining("recognition: not done in 1 ms (expected: sooner;");
    }

    @Test
    void shouldRefuseMoreThanMayWait() {
        GrammarRecognizer narrow = GrammarRecognizer.of(GRAMMAR, with("parallel = 1, queue = 1"));
        AudioFrame spoken = Recordings.kevin("what is the price of the pizza");

        List<CompletableFuture<Transcript>> all = IntStream.range(0, 5)
                .mapToObj(i -> narrow.recognize(spoken).toCompletableFuture())
                .toList();

        assertThat(all.get(4)).isCompletedExceptionally();
        assertThatThrownBy(() -> all.get(4).get(1, TimeUnit.SECONDS))
                .hasMessageContaining("utterances that wait for recognition: 1 (expected: fewer;");
        assertThat(await(all.get(0).thenApply(Transcript::text))).isEqualTo("what is the price of the pizza");
    }

    @Test
    void shouldRefuseAudioOfAnotherRate() {
        assertThatThrownBy(() -> recognizer
                        .recognize(AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.TELEPHONE))
                        .toCompletableFuture()
                        .get(1, TimeUnit.SECONDS))
                .hasMessageContaining("(expected: 16000 Hz, one channel; resample it first)");
    }

    @Test
    void shouldNameTheKeyOfAWrongSetting() {
        assertThatThrownBy(() -> RecognizerSettings.of(with("parallel = 0")))
                .hasMessage("parley.offline.recognizer.parallel: 0 (expected: 1 to 64)");
    }

    private String heard(String spoken) {
        return recognize(Recordings.kevin(spoken));
    }

    private String recognize(AudioFrame utterance) {
        return await(recognizer.recognize(utterance).toCompletableFuture().thenApply(Transcript::text));
    }

    private static String await(CompletableFuture<String> text) {
        try {
            return text.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Config with(String settings) {
        return ConfigFactory.parseString("parley.offline.recognizer { " + settings + " }")
                .withFallback(ConfigFactory.load());
    }
}
