package dev.parley.audio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sound.sampled.AudioSystem;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavTest {
    private static final AudioFrame NOISE = Tones.whiteNoise(400, AudioFormat.WIDEBAND, 11);

    @Property(tries = 100)
    void shouldReadBackWhatItWrote(
            @ForAll @IntRange(max = 3_000) int samples,
            @ForAll @IntRange(min = 1, max = 2) int channels,
            @ForAll @IntRange(min = 8_000, max = 48_000) int rate)
            throws IOException {
        AudioFrame frame = Tones.whiteNoise(samples, new AudioFormat(rate, channels), samples);

        AudioFrame back = Wav.read(Wav.toBytes(frame));

        assertThat(back.format()).isEqualTo(frame.format());
        assertThat(back.toByteArray()).isEqualTo(frame.toByteArray());
    }

    @Test
    void shouldWriteWhatTheJdkReads(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("noise.wav");
        Wav.write(NOISE, file);

        try (var in = AudioSystem.getAudioInputStream(file.toFile())) {
            assertThat(in.getFormat().getSampleRate()).isEqualTo(16_000);
            assertThat(in.getFrameLength()).isEqualTo(400);
            assertThat(in.readAllBytes()).isEqualTo(NOISE.toByteArray());
        }
        assertThat(Wav.read(file).toByteArray()).isEqualTo(NOISE.toByteArray());
    }

    @Test
    void shouldBringOtherCodingsToSixteenBits() throws Exception {
        byte[] eight = wav(1, 1, 8_000, 8, new byte[] {0, (byte) 128, (byte) 255});
        byte[] twentyFour = wav(1, 1, 48_000, 24, new byte[] {99, 1, 2, 0, 0, (byte) 0x80});
        byte[] muLaw = wav(7, 1, 8_000, 8, new byte[] {0, (byte) 0x80, (byte) 0xff});
        byte[] aLaw = wav(6, 2, 8_000, 8, new byte[] {0x55, (byte) 0xd5});

        assertThat(Tones.samples(Wav.read(eight))).containsExactly(-32_768, 0, 32_512);
        assertThat(Tones.samples(Wav.read(twentyFour))).containsExactly(0x0201, -32_768);
        assertThat(Tones.samples(Wav.read(muLaw))).containsExactly(-32_124, 32_124, 0);
        assertThat(Tones.samples(Wav.read(aLaw))).containsExactly(-8, 8);
        assertThat(Wav.read(aLaw).format().channels()).isEqualTo(2);
    }

    @Test
    void shouldSkipOtherChunksAndReadTheExtensibleHeader() throws Exception {
        ByteBuffer file = ByteBuffer.allocate(12 + 8 + 4 + 8 + 40 + 8 + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(US_ASCII)).putInt(file.capacity() - 8).put("WAVE".getBytes(US_ASCII));
        file.put("LIST".getBytes(US_ASCII)).putInt(3).put(new byte[4]);
        file.put("fmt ".getBytes(US_ASCII)).putInt(40).putShort((short) 0xfffe).putShort((short) 1);
        file.putInt(16_000).putInt(32_000).putShort((short) 2).putShort((short) 16);
        file.putShort((short) 22)
                .putShort((short) 16)
                .putInt(4)
                .putShort((short) 1)
                .put(new byte[14]);
        file.put("data".getBytes(US_ASCII)).putInt(4).putShort((short) 12).putShort((short) -13);

        assertThat(Tones.samples(Wav.read(file.array()))).containsExactly(12, -13);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0  | 52494658 | 'RIFX' and 'WAVE' (expected: 'RIFF' and 'WAVE')",
                "4  | ffffffff | RIFF size 4294967295 (expected: 4 to 836",
                "4  | 45030000 | RIFF size 837 (expected: 4 to 836",
                "4  | 03000000 | RIFF size 3 (expected: 4 to 836",
                "4  | 28000000 | WAV chunk 'data': size 800 (expected: at most 4",
                "12 | 666d7421 | WAV chunk: data (expected: a 'fmt ' chunk before it",
                "16 | ffffff7f | WAV chunk 'fmt ': size 2147483647 (expected: at most 824",
                "16 | 0e000000 | size of its 'fmt ' chunk is 14 (expected: at least 16)",
                "20 | 03000100 | format 3 of 16 bits (expected: 1 (PCM)",
                "20 | feff0100 | size of its extensible 'fmt ' chunk is 16 (expected: at least 40)",
                "22 | 0000803e | channels is 0 (expected: 1 or 2)",
                "22 | ffff803e | channels is 65535 (expected: 1 or 2)",
                "24 | 00000000 | sample rate is 0 (expected: 8000 to 48000)",
                "24 | 00ee0200 | sample rate is 192000 (expected: 8000 to 48000)",
                "28 | 00000000 | bytes per second is 0 (expected: 32000)",
                "32 | 04001000 | block align is 4 (expected: 2, channels times bytes each)",
                "32 | 02000c00 | format 1 of 12 bits",
                "36 | 64617461ffffffff | WAV chunk 'data': size 4294967295 (expected: at most 800",
                "36 | 646174611f030000 | size of its 'data' chunk is 799 (expected: a multiple of 2)",
                "36 | 00ff0a41 | WAV file: 844 bytes without audio"
            })
    void shouldNameTheLieInAHeader(int at, String hex, String message) {
        byte[] file = Wav.toBytes(NOISE);
        byte[] lie = java.util.HexFormat.of().parseHex(hex);
        System.arraycopy(lie, 0, file, at, lie.length);

        assertThatThrownBy(() -> Wav.read(file))
                .isInstanceOf(WavFormatException.class)
                .hasMessageContaining(message)
                .hasMessageMatching(".*; .*");
    }

    @Property(tries = 300)
    void shouldRefuseHalfAWav(@ForAll @IntRange(max = 843) int length) {
        byte[] half = Arrays.copyOf(Wav.toBytes(NOISE), length);

        assertThatThrownBy(() -> Wav.read(half)).isInstanceOf(WavFormatException.class);
    }

    @Property(tries = 3_000)
    void shouldNeverBelieveAMutatedHeader(
            @ForAll @IntRange(max = 51) int first,
            @ForAll byte one,
            @ForAll @IntRange(max = 51) int second,
            @ForAll byte two,
            @ForAll @IntRange(max = 844) int length)
            throws WavFormatException {
        byte[] file = Arrays.copyOf(Wav.toBytes(NOISE), length > 400 ? 844 : length);
        if (file.length > 51) {
            file[first] = one;
            file[second] = two;
        }

        try {
            assertThat(Wav.read(file).byteCount()).isLessThanOrEqualTo(2 * file.length);
        } catch (WavFormatException refused) {
            assertThat(refused).hasMessageContaining("expected");
        }
    }

    @Test
    void shouldRefuseASecondDataChunk() {
        byte[] once = Wav.toBytes(NOISE);
        byte[] twice = Arrays.copyOf(once, once.length + 8);
        System.arraycopy("data".getBytes(US_ASCII), 0, twice, once.length, 4);
        ByteBuffer.wrap(twice).order(ByteOrder.LITTLE_ENDIAN).putInt(4, twice.length - 8);

        assertThatThrownBy(() -> Wav.read(twice)).hasMessageContaining("'data': a second one (expected: one)");
    }

    @Test
    void shouldStopReadingAtTheLimit() throws IOException {
        byte[] file = Wav.toBytes(NOISE);

        assertThat(Wav.read(new ByteArrayInputStream(file), file.length).samples())
                .isEqualTo(400);
        assertThatThrownBy(() -> Wav.read(new ByteArrayInputStream(file), file.length - 1))
                .isInstanceOf(WavFormatException.class)
                .hasMessageContaining("more than 843 bytes (expected: at most 843)");
    }

    private static byte[] wav(int tag, int channels, int rate, int bits, byte[] data) {
        int align = channels * bits / 8;
        ByteBuffer file = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(US_ASCII))
                .putInt(36 + data.length)
                .put("WAVEfmt ".getBytes(US_ASCII))
                .putInt(16);
        file.putShort((short) tag).putShort((short) channels).putInt(rate).putInt(rate * align);
        file.putShort((short) align).putShort((short) bits).put("data".getBytes(US_ASCII));
        return file.putInt(data.length).put(data).array();
    }
}
