package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AudioFrameTest {
    private static final short[] SAMPLES = {0, 1, -1, 258, Short.MAX_VALUE, Short.MIN_VALUE};

    @Test
    void shouldHoldSamplesLeastByteFirst() {
        AudioFrame frame = AudioFrame.ofSamples(SAMPLES, AudioFormat.WIDEBAND);

        assertThat(frame.toByteArray()).containsExactly(0, 0, 1, 0, 0xff, 0xff, 2, 1, 0xff, 0x7f, 0, 0x80);
        assertThat(frame.sample(3)).isEqualTo((short) 258);
        assertThat(frame.samples()).isEqualTo(6);
    }

    @Test
    void shouldCopySamplesOfItsPart() {
        AudioFrame part = AudioFrame.ofSamples(SAMPLES, AudioFormat.WIDEBAND).slice(1, 5);
        short[] target = new short[5];

        part.copySamples(1, 3, target, 2);

        assertThat(target).containsExactly(0, 0, -1, 258, Short.MAX_VALUE);
        assertThatThrownBy(() -> part.copySamples(2, 3, target, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldCopySamplesOfBothChannels() {
        AudioFrame frame = AudioFrame.ofSamples(SAMPLES, new AudioFormat(48_000, 2));
        short[] target = new short[6];

        frame.copySamples(0, 6, target, 0);

        assertThat(target).containsExactly(SAMPLES);
        assertThat(frame.samples()).isEqualTo(3);
        assertThat(frame.duration()).isEqualTo(Duration.ofNanos(62_500));
    }

    @Test
    void shouldRefuseHalfASample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AudioFrame.copyOf(new byte[3], AudioFormat.WIDEBAND))
                .withMessageContaining("audio bytes: 3");
    }
}
