package dev.parley.offline.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFrame;
import dev.parley.offline.dialogue.Dialogue;
import dev.parley.stt.Transcript;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How well whole sentences of an order are understood, by three voices, in two bands. Prints its figures. */
@Timeout(600)
class RecognitionAccuracyIT {
    private static final List<String> ORDER = List.of(
            "what is the price of the pizza",
            "how much is the salad",
            "how much does the ice cream cost",
            "do you have any ice cream",
            "i would like two pizzas",
            "i would like two pizzas and one salad please",
            "can i have three ice creams",
            "give me a pizza and two salads and three ice creams",
            "i'd like twenty three pizzas",
            "how many salads do you have",
            "that's all",
            "nothing else",
            "my phone number is five five five one two three four",
            "five five five zero one nine nine",
            "my number is double five one two three four",
            "i live at twelve main street",
            "my address is forty two oak avenue",
            "twenty one park road",
            "yes",
            "that is correct",
            "hello",
            "goodbye",
            "what do you have");
    private static final List<String> OTHER = List.of(
            "the weather is nice in london today",
            "my brother plays football every weekend",
            "please book a flight to paris for tomorrow",
            "who won the election last year",
            "i think the government should lower taxes",
            "turn on the lights in the kitchen",
            "where did you leave your blue jacket",
            "the quick brown fox jumps over the lazy dog",
            "can you tell me a story about dragons",
            "our meeting was moved to the third floor",
            "she sells sea shells by the sea shore",
            "i need to renew my driving licence",
            "what time does the next train leave",
            "remember to water the plants",
            "how do i reset my password",
            "this is a completely different subject");

    private final Dialogue dialogue = Dialogue.resource(RecognitionAccuracyIT.class, "order/dialogue.conf");
    private final GrammarRecognizer recognizer = GrammarRecognizer.of(
            dialogue.grammar(),
            ConfigFactory.parseString("parley.offline.recognizer.deadline = 120 s") // the machine may be busy
                    .withFallback(ConfigFactory.load()));

    @TempDir
    private Path folder;

    @Test
    void shouldUnderstandTheBuiltInVoice() {
        assertThat(measure("kevin16", Recordings::kevin)).isGreaterThanOrEqualTo(21);
        assertThat(measure("kevin16, telephone", text -> Recordings.telephone(Recordings.kevin(text), folder)))
                .isGreaterThanOrEqualTo(20);
    }

    @Test
    void shouldUnderstandAManOfEspeak() {
        assertThat(measure("espeak-ng en-us", text -> Recordings.espeak("en-us", text, folder)))
                .isGreaterThanOrEqualTo(17);
        assertThat(measure(
                        "espeak-ng en-us, telephone",
                        text -> Recordings.telephone(Recordings.espeak("en-us", text, folder), folder)))
                .isGreaterThanOrEqualTo(15);
    }

    @Test
    void shouldUnderstandAWomanOfEspeak() {
        assertThat(measure("espeak-ng en-us+f3", text -> Recordings.espeak("en-us+f3", text, folder)))
                .isGreaterThanOrEqualTo(16);
    }

    /** Sentences that were understood word for word; at most two of the others may pass for a sentence of the order. */
    private int measure(String voice, Function<String, AudioFrame> speaker) {
        recognize(speaker.apply("hello"));
        double audio = 0;
        double work = 0;
        int right = 0;
        StringBuilder wrong = new StringBuilder();
        for (String sentence : ORDER) {
            AudioFrame spoken = speaker.apply(sentence);
            long started = System.nanoTime();
            String heard = recognize(spoken);
            work += (System.nanoTime() - started) / 1e9;
            audio += spoken.duration().toMillis() / 1e3;
            right += heard.equals(sentence) ? 1 : 0;
            wrong.append(heard.equals(sentence) ? "" : "\n  " + sentence + " -> " + heard);
        }
        long rejected = OTHER.stream()
                .map(speaker)
                .map(this::recognize)
                .filter(String::isEmpty)
                .count();
        System.out.printf(
                Locale.ROOT,
                "%s: %d of %d sentences, %d of %d others rejected, %.1f s of work for %.1f s of audio (%.2f)%s%n",
                voice,
                right,
                ORDER.size(),
                rejected,
                OTHER.size(),
                work,
                audio,
                work / audio,
                wrong);
        assertThat(rejected).isGreaterThanOrEqualTo(OTHER.size() - 3);
        return right;
    }

    private String recognize(AudioFrame utterance) {
        try {
            return recognizer
                    .recognize(utterance)
                    .thenApply(Transcript::text)
                    .toCompletableFuture()
                    .get(150, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
