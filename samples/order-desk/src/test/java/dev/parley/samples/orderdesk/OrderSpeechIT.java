package dev.parley.samples.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFrame;
import dev.parley.offline.OfflineModels;
import dev.parley.provider.Models;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller says in the README, spoken by the built-in voice and heard through the sample's own grammar. */
@Timeout(120)
class OrderSpeechIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Config CONFIG = ConfigFactory.load();
    private static final Models MODELS = OfflineModels.of(DataFiles.at("data").dialogue(), CONFIG);

    @BeforeAll
    static void load() throws Exception {
        MODELS.stt().prewarm().toCompletableFuture().get(60, TimeUnit.SECONDS);
        MODELS.tts().prewarm().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what is the price of the pizza",
                "how many salads do you have",
                "two pizzas and a salad",
                "i would like three ice creams please",
                "remove one salad",
                "what is my total",
                "that's all",
                "five five five oh one double nine",
                "twelve baker street",
                "two two one main street",
                "main street",
                "number five",
                "yes",
                "no",
                "goodbye"
            })
    void shouldHearWhatACallerSays(String sentence) throws Exception {
        assertThat(words(heard(sentence))).isEqualTo(words(sentence));
    }

    private static String heard(String sentence) throws Exception {
        List<AudioFrame> frames = MODELS.tts()
                .synthesize(sentence)
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return MODELS.stt()
                .recognize(joined(frames))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .text();
    }

    private static AudioFrame joined(List<AudioFrame> frames) {
        byte[] pcm = new byte[frames.stream().mapToInt(AudioFrame::byteCount).sum()];
        int at = 0;
        for (AudioFrame frame : frames) {
            frame.copyTo(pcm, at);
            at += frame.byteCount();
        }
        return AudioFrame.wrap(pcm, frames.get(0).format());
    }

    /** "The" and "a" sound alike and mean the same to the dialogue. */
    private static String words(String text) {
        return text.toLowerCase(Locale.ROOT).replace("'", "").replaceAll("\\b(the|an|a) ", "");
    }
}
