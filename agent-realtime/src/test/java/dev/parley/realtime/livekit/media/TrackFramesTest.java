package dev.parley.realtime.livekit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackFramesTest {
    private final List<short[]> out = new ArrayList<>();
    private final TrackFrames frames = new TrackFrames(pcm -> out.add(pcm.clone()));

    @Test
    void shouldCutAnyLengthIntoTwentyMilliseconds() {
        short[] ramp = new short[1_000];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (short) i;
        }
        AudioFrame frame = AudioFrame.ofSamples(ramp, AudioFormat.FULLBAND);
        frames.accept(frame);
        frames.accept(frame);

        assertThat(out).hasSize(2).allSatisfy(pcm -> assertThat(pcm).hasSize(960));
        assertThat(out.get(0)[959]).isEqualTo((short) 959);
        assertThat(out.get(1)[0]).isEqualTo((short) 960);
        assertThat(out.get(1)[40]).isEqualTo((short) 0);
    }

    @Test
    void shouldResample() {
        for (int i = 0; i < 50; i++) {
            frames.accept(AudioFrame.silence(Duration.ofMillis(20), AudioFormat.REALTIME));
        }

        assertThat(out).hasSizeBetween(48, 50);
    }

    @Test
    void shouldRefuseStereo() {
        AudioFrame stereo = AudioFrame.silence(Duration.ofMillis(20), new AudioFormat(48_000, 2));

        assertThatThrownBy(() -> frames.accept(stereo)).hasMessage("channels of a room's track: 2 (expected: 1)");
    }
}
