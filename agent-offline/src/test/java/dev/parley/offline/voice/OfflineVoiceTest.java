package dev.parley.offline.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OfflineVoiceTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String LONG = "This is one more sentence that nobody is going to listen to. ".repeat(60);

    private final OfflineVoice voice = OfflineVoice.of(ConfigFactory.load());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void shouldSpeakAtAnAudibleLevel() throws Exception {
        List<AudioFrame> frames = speak("Hello, your pizza costs $10.").get(30, TimeUnit.SECONDS);

        assertThat(frames).allSatisfy(frame -> assertThat(frame.format()).isEqualTo(AudioFormat.WIDEBAND));
        assertThat(frames.stream().mapToInt(AudioFrame::samples).sum()).isBetween(16_000, 64_000);
        assertThat(loudness(frames)).isBetween(500.0, 10_000.0);
    }

    @Test
    void shouldSayNothingForATextWithoutWords() throws Exception {
        assertThat(speak(" ... ").get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void shouldSpeakTheSameInFourSessionsAtOnce() throws Exception {
        int alone = samples(speak("Good morning. What would you like?").get(30, TimeUnit.SECONDS));

        List<CompletableFuture<List<AudioFrame>>> sessions = IntStream.range(0, 4)
                .mapToObj(i -> speak("Good morning. What would you like?"))
                .toList();

        for (CompletableFuture<List<AudioFrame>> session : sessions) {
            assertThat(samples(session.get(30, TimeUnit.SECONDS))).isEqualTo(alone);
        }
    }

    @Test
    void shouldStopItsWorkWhenCancelled() {
        TestSubscriber.Probe<AudioFrame> listener = voice.synthesize(LONG)
                .toMat(TestSink.create(KIT.system().classicSystem()), Keep.right())
                .run(KIT.system());

        listener.request(1);
        listener.expectNext();
        listener.cancel();

        KIT.createTestProbe().awaitAssert(() -> assertThat(voice.busy()).isZero());
    }

    @Test
    void shouldMakeNoMoreThanIsListenedTo() {
        TestSubscriber.Probe<AudioFrame> listener = voice.synthesize(LONG)
                .toMat(TestSink.create(KIT.system().classicSystem()), Keep.right())
                .run(KIT.system());

        listener.request(1);
        listener.expectNext();

        KIT.createTestProbe().awaitAssert(() -> assertThat(voice.busy()).isZero());
        listener.request(Long.MAX_VALUE);
        assertThat(listener.expectNextN(1_000).size()).isEqualTo(1_000);
        listener.cancel();
    }

    @Test
    void shouldRefuseATextThatIsTooLong() {
        assertThatThrownBy(() -> speak("word ".repeat(2_000)).get(30, TimeUnit.SECONDS))
                .hasMessageContaining("text to speak: 10000 characters (expected: at most 5000;");
    }

    @Test
    void shouldNameTheKeyOfAWrongSetting() {
        assertThatThrownBy(() -> OfflineVoice.of(ConfigFactory.parseString("parley.offline.voice.engine = siri")
                        .withFallback(ConfigFactory.load())))
                .hasMessage("parley.offline.voice.engine: siri (expected: kevin16 or espeak-ng)");
    }

    private CompletableFuture<List<AudioFrame>> speak(String text) {
        return voice.synthesize(text).runWith(Sink.seq(), KIT.system()).toCompletableFuture();
    }

    private static int samples(List<AudioFrame> frames) {
        return frames.stream().mapToInt(AudioFrame::samples).sum();
    }

    /** Read with the wrong byte order, speech is noise near full scale. */
    private static double loudness(List<AudioFrame> frames) {
        double sum = 0;
        for (AudioFrame frame : frames) {
            for (int i = 0; i < frame.samples(); i++) {
                sum += (double) frame.sample(i) * frame.sample(i);
            }
        }
        return Math.sqrt(sum / samples(frames));
    }
}
