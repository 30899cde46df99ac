package dev.parley.realtime.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.AppendWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AudioLaneTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static AudioLane lane(AudioCodec codec) {
        LinkSettings settings =
                LinkSettings.standard().withAudio(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(5));
        return new AudioLane(codec, new AppendWriter(EventNames.standard()), settings);
    }

    /** 20 ms with this byte all over. */
    private static AudioFrame frame(int content) {
        byte[] pcm = new byte[960];
        Arrays.fill(pcm, (byte) content);
        return AudioFrame.wrap(pcm, AudioFormat.REALTIME);
    }

    /** The audio of the next append; empty if there is none. */
    private static byte[] next(AudioLane lane, boolean all) throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        lane.next(all, text::write);
        return text.size() == 0
                ? new byte[0]
                : JSON.readTree(text.toByteArray()).path("audio").binaryValue();
    }

    @Test
    void shouldGatherFramesToAnAppendAndTellThatThereIsOne() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        AtomicInteger woken = new AtomicInteger();
        lane.wake(woken::incrementAndGet);
        for (int i = 0; i < 4; i++) {
            lane.accept(frame(i));
        }
        assertThat(woken).hasValue(0);
        assertThat(next(lane, false)).isEmpty();

        lane.accept(frame(4));

        assertThat(woken).hasValue(1);
        byte[] audio = next(lane, false);
        assertThat(audio).hasSize(5 * 960).startsWith(0).endsWith(4);
        assertThat(next(lane, false)).isEmpty();
    }

    @Test
    void shouldGiveWhatThereIsWhenItIsFlushed() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        lane.accept(frame(1));

        assertThat(next(lane, true)).hasSize(960);
        assertThat(next(lane, true)).isEmpty();
    }

    @Test
    void shouldKeepTheNewestSecondAndCountWhatItDrops() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        for (int i = 0; i < 60; i++) {
            lane.accept(frame(i));
        }

        assertThat(lane.dropped()).isEqualTo(10);
        assertThat(next(lane, false)).startsWith(10);
    }

    @Test
    void shouldForgetWhatIsNotWantedAnyMore() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        lane.accept(frame(1));
        lane.clear();

        assertThat(next(lane, true)).isEmpty();
    }

    @Test
    void shouldSendAgainWhatAnotherConnectionHasNotHeard() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        lane.keepSent();
        for (int i = 0; i < 10; i++) {
            lane.accept(frame(i));
        }
        next(lane, false);
        next(lane, false);
        lane.accept(frame(10));

        lane.rewind(120);
        lane.begin();

        assertThat(next(lane, true)).hasSize(5 * 960).startsWith(6).endsWith(10);
        assertThat(next(lane, true)).isEmpty();
        assertThat(lane.dropped()).isZero();
    }

    @Test
    void shouldKeepOfWhatWasSentNoMoreThanItsBound() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        lane.keepSent();
        for (int i = 0; i < 100; i++) {
            lane.accept(frame(i));
            next(lane, false);
        }

        lane.rewind(0);

        assertThat(next(lane, false)).startsWith(50);
    }

    @Test
    void shouldSendNothingAgainOnceTheNextConnectionHasBegun() throws Exception {
        AudioLane lane = lane(AudioCodec.PCM);
        lane.accept(frame(0));
        next(lane, true);
        lane.begin();
        lane.rewind(0);

        assertThat(next(lane, true)).isEmpty();
    }

    @Test
    void shouldEncodeForTheTelephone() throws Exception {
        AudioLane lane = lane(AudioCodec.PCMU);
        lane.accept(AudioFrame.silence(Duration.ofMillis(100), AudioFormat.TELEPHONE));

        assertThat(next(lane, false)).hasSize(800).containsOnly((byte) 0xff);
    }

    @Test
    void shouldRefuseAudioInAnotherFormat() {
        AudioFrame wide = AudioFrame.silence(Duration.ofMillis(20), AudioFormat.WIDEBAND);

        assertThatThrownBy(() -> lane(AudioCodec.PCM).accept(wide)).hasMessageContaining("audio format: ");
    }
}
