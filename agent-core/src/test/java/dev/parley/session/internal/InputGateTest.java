package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputGateTest {
    private static final AudioFrame SOUND =
            AudioFrame.ofSamples(new short[] {1, 2, 3, 4, 5, 6, 7, 8}, AudioFormat.mono(8_000));
    private static final AudioFrame LONG = AudioFrame.silence(Duration.ofMillis(500), AudioFormat.WIDEBAND);

    private final InputGate gate = new InputGate();

    @Test
    void shouldLetTheCallerInAtFirst() {
        assertThat(gate.audioEnabled()).isTrue();
    }

    @Test
    void shouldLetTwoSecondsOfSilenceInAndThenNothing() {
        gate.disableAudio();

        assertThat(gate.audioEnabled()).isFalse();
        assertThat(gate.silence(SOUND)).hasValueSatisfying(silence -> {
            assertThat(silence.duration()).isEqualTo(SOUND.duration());
            assertThat(silence.sample(0)).isZero();
        });
        assertThat(IntStream.range(0, 10).filter(i -> gate.silence(LONG).isPresent()))
                .hasSize(4);
    }

    @Test
    void shouldBeSilentAnewEachTimeItIsDisabled() {
        gate.disableAudio();
        IntStream.range(0, 5).forEach(i -> gate.silence(LONG));

        gate.enableAudio();
        assertThat(gate.audioEnabled()).isTrue();
        gate.disableAudio();
        gate.disableAudio();

        assertThat(gate.silence(LONG)).isPresent();
    }
}
