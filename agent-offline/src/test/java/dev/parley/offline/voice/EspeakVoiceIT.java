package dev.parley.offline.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The voice that is a command; needs espeak-ng on the PATH. */
@Timeout(60)
class EspeakVoiceIT {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void shouldSpeakByTheConfiguredVoice() throws Exception {
        OfflineVoice voice = voice("espeak-voice = en-gb");

        List<AudioFrame> frames = speak(voice, "Hello, your pizza costs $10. Anything else?");

        assertThat(voice.name()).isEqualTo("offline/espeak-ng-en-gb");
        assertThat(frames)
                .allSatisfy(frame -> assertThat(frame.format()).isEqualTo(AudioFormat.mono(22_050)))
                .anySatisfy(
                        frame -> assertThat(frame.sample(frame.samples() / 2)).isNotZero());
        assertThat(samples(frames)).isBetween(22_050, 7 * 22_050);
    }

    @Test
    void shouldSpeakFasterWhenConfigured() throws Exception {
        String text = "What would you like to order today?";

        assertThat(samples(speak(voice("words-per-minute = 300"), text)))
                .isLessThan(samples(speak(voice("words-per-minute = 120"), text)));
    }

    @Test
    void shouldNameAVoiceThatEspeakLacks() {
        assertThatThrownBy(() -> speak(voice("espeak-voice = xx-klingon"), "Hello."))
                .hasMessageContaining("espeak-ng gave no audio; voice: xx-klingon (expected: one that");
    }

    private static OfflineVoice voice(String settings) {
        return OfflineVoice.of(
                ConfigFactory.parseString("parley.offline.voice { engine = espeak-ng\n" + settings + "\n}")
                        .withFallback(ConfigFactory.load()));
    }

    private static List<AudioFrame> speak(OfflineVoice voice, String text) throws Exception {
        return voice.synthesize(text)
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static int samples(List<AudioFrame> frames) {
        return frames.stream().mapToInt(AudioFrame::samples).sum();
    }
}
