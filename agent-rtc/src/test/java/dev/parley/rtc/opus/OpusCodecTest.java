package dev.parley.rtc.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpusCodecTest {
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final double HERTZ = 440;

    /** Without DTX, which takes a steady tone for background noise. */
    private static final OpusSettings STEADY = new OpusSettings(24_000, 5, false, true, 5);

    static Stream<OpusCodec> codecs() {
        return Stream.concat(Stream.of(OpusCodec.pureJava()), OpusCodec.system().stream());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldCarryATone(OpusCodec codec) {
        short[] heard = throughCodec(codec, codec, 100);

        assertThat(Tone.share(heard, 48_000, FRAME * 95, HERTZ)).isGreaterThan(0.95);
    }

    @Test
    void shouldUnderstandTheOtherImplementation() {
        assumeThat(OpusCodec.system()).as("libopus on this system").isPresent();
        OpusCodec system = OpusCodec.system().orElseThrow();

        assertThat(Tone.share(throughCodec(OpusCodec.pureJava(), system, 100), 48_000, FRAME * 95, HERTZ))
                .isGreaterThan(0.95);
        assertThat(Tone.share(throughCodec(system, OpusCodec.pureJava(), 100), 48_000, FRAME * 95, HERTZ))
                .isGreaterThan(0.95);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldSendNextToNothingInSilence(OpusCodec codec) {
        byte[] packet = new byte[OpusEncoder.MAX_PACKET];
        int sent = 0;
        try (OpusEncoder encoder = codec.encoder(OpusSettings.speech())) {
            for (int i = 0; i < 200; i++) {
                sent += encoder.encode(new short[FRAME], 0, packet, 0) > 2 ? 1 : 0;
            }
        }
        assertThat(sent).isLessThan(40);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldConcealAndRecover(OpusCodec codec) {
        byte[] packet = new byte[OpusEncoder.MAX_PACKET];
        short[] pcm = new short[OpusDecoder.MAX_SAMPLES];
        try (OpusEncoder encoder = codec.encoder(new OpusSettings(24_000, 5, false, true, 20));
                OpusDecoder decoder = codec.decoder()) {
            double restored = 0;
            for (int i = 0; i < 60; i++) {
                int length = encoder.encode(Tone.of(HERTZ, 48_000, i * FRAME, FRAME), 0, packet, 0);
                if (i % 10 == 5) {
                    continue;
                }
                if (i % 10 == 6) {
                    assertThat(decoder.recover(packet, 0, length, pcm, FRAME)).isEqualTo(FRAME);
                    restored = Math.max(restored, Tone.power(pcm, 0, FRAME));
                }
                assertThat(decoder.decode(packet, 0, length, pcm)).isEqualTo(FRAME);
            }
            assertThat(restored).isGreaterThan(1000);
            assertThat(decoder.conceal(pcm, FRAME)).isEqualTo(FRAME);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldSurviveAnyPacket(OpusCodec codec) {
        Random random = new Random(6716);
        short[] pcm = new short[OpusDecoder.MAX_SAMPLES];
        byte[] packet = new byte[OpusEncoder.MAX_PACKET];
        int damaged = 0;
        try (OpusEncoder encoder = codec.encoder(OpusSettings.speech());
                OpusDecoder decoder = codec.decoder()) {
            for (int i = 0; i < 3000; i++) {
                int length = random.nextInt(200);
                random.nextBytes(packet);
                int samples = i % 3 == 0
                        ? decoder.recover(packet, 0, length, pcm, FRAME)
                        : decoder.decode(packet, 0, length, pcm);
                damaged += samples == OpusDecoder.DAMAGED ? 1 : 0;
                assertThat(samples).isBetween(OpusDecoder.DAMAGED, OpusDecoder.MAX_SAMPLES);
            }
            assertThat(damaged).isPositive();
            int length = encoder.encode(new short[FRAME], 0, packet, 0);
            assertThat(decoder.decode(packet, 0, length, pcm)).isEqualTo(FRAME);
        }
    }

    @Test
    void shouldSayWhichImplementationItIs() {
        assertThat(OpusCodec.pureJava().name()).contains("pure Java");
        OpusCodec.system().ifPresent(codec -> assertThat(codec.name()).contains("libopus"));
    }

    @Test
    void shouldRefuseSettingsOutOfRange() {
        assertThatThrownBy(() -> OpusSettings.speech().withComplexity(11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Opus complexity: 11 (expected: 0 to 10)");
    }

    private static short[] throughCodec(OpusCodec from, OpusCodec to, int frames) {
        byte[] packet = new byte[OpusEncoder.MAX_PACKET];
        short[] pcm = new short[OpusDecoder.MAX_SAMPLES];
        short[] heard = new short[frames * FRAME];
        try (OpusEncoder encoder = from.encoder(STEADY);
                OpusDecoder decoder = to.decoder()) {
            for (int i = 0; i < frames; i++) {
                int length = encoder.encode(Tone.of(HERTZ, 48_000, i * FRAME, FRAME), 0, packet, 0);
                assertThat(decoder.decode(packet, 0, length, pcm)).isEqualTo(FRAME);
                System.arraycopy(pcm, 0, heard, i * FRAME, FRAME);
            }
        }
        return Arrays.copyOfRange(heard, 5 * FRAME, heard.length);
    }
}
