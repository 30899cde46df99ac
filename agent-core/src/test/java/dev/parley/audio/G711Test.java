package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {
    private static final int MU_LAW_NEGATIVE_ZERO = 0x7f;

    @ParameterizedTest
    @EnumSource
    void shouldReproduceEveryCodeAfterDecoding(G711 law) {
        for (int code = 0; code < 256; code++) {
            int again = law.encode(law.decode((byte) code)) & 0xff;
            boolean negativeZero = law == G711.MU_LAW && code == MU_LAW_NEGATIVE_ZERO;
            assertThat(again).isEqualTo(negativeZero ? 0xff : code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MU_LAW, 0x00, -32124", "MU_LAW, 0x80, 32124", "MU_LAW, 0xFF, 0", "MU_LAW, 0x7F, 0",
        "MU_LAW, 0xFE, 8", "MU_LAW, 0x7E, -8", "MU_LAW, 0xF0, 120", "MU_LAW, 0xEF, 132",
        "A_LAW, 0x55, -8", "A_LAW, 0xD5, 8", "A_LAW, 0x2A, -32256", "A_LAW, 0xAA, 32256",
        "A_LAW, 0xD4, 24", "A_LAW, 0x80, 5504", "A_LAW, 0x00, -5504"
    })
    void shouldDecodeTheTablesOfTheStandard(G711 law, String code, short sample) {
        assertThat(law.decode((byte) (int) Integer.decode(code))).isEqualTo(sample);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDecodeLikeTheJdksOwnConverter(G711 law) throws IOException {
        byte[] codes = new byte[256];
        for (int i = 0; i < 256; i++) {
            codes[i] = (byte) i;
        }
        Encoding encoding = law == G711.MU_LAW ? Encoding.ULAW : Encoding.ALAW;
        var coded = new javax.sound.sampled.AudioFormat(encoding, 8_000, 8, 1, 1, 8_000, false);
        var linear = new javax.sound.sampled.AudioFormat(Encoding.PCM_SIGNED, 8_000, 16, 1, 2, 8_000, false);

        byte[] theirs = AudioSystem.getAudioInputStream(
                        linear, new AudioInputStream(new ByteArrayInputStream(codes), coded, codes.length))
                .readAllBytes();

        assertThat(law.decode(codes).toByteArray()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEncodeToANearestCodeAndMirrorNegativeSamples(G711 law) {
        for (int sample = 0; sample <= Short.MAX_VALUE; sample++) {
            byte code = law.encode((short) sample);
            int error = Math.abs(law.decode(code) - sample);

            assertThat(law.encode((short) ~sample)).isEqualTo((byte) (code ^ 0x80));
            assertThat(error).isLessThanOrEqualTo(Math.max(16, sample / 30 + 4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepSpeechLevelsAboveTheStandardsSignalToDistortion(G711 law) {
        for (double level : new double[] {-3, -10, -20, -30}) {
            double amplitude = 32_768 * Math.pow(10, level / 20);
            AudioFrame tone = Tones.sine(1_020, amplitude, 8_000, 8_000);

            AudioFrame back = law.decode(law.encode(tone));

            double signal = 0;
            double noise = 0;
            for (int i = 0; i < tone.samples(); i++) {
                signal += Math.pow(tone.sample(i), 2);
                noise += Math.pow(tone.sample(i) - back.sample(i), 2);
            }
            assertThat(10 * Math.log10(signal / noise))
                    .as("at %.0f dBFS", level)
                    .isGreaterThan(33);
        }
    }

    @Test
    void shouldKeepTheShapeOfAFrame() {
        AudioFrame frame = Tones.sine(400, 10_000, 8_000, 160);

        AudioFrame back = G711.MU_LAW.decode(G711.MU_LAW.encode(frame));

        assertThat(back.format()).isEqualTo(AudioFormat.TELEPHONE);
        assertThat(back.samples()).isEqualTo(160);
        assertThat((double) back.sample(5)).isCloseTo(frame.sample(5), within(400.0));
        assertThatThrownBy(() -> G711.A_LAW.decode(new byte[3], 0, 3, new AudioFormat(8_000, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
