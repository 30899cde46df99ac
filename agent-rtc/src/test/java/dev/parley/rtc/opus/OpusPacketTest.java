package dev.parley.rtc.opus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpusPacketTest {
    private static Optional<OpusPacket> parse(int... bytes) {
        byte[] data = new byte[bytes.length + 1];
        for (int i = 0; i < bytes.length; i++) {
            data[i + 1] = (byte) bytes[i];
        }
        return OpusPacket.parse(data, 1, bytes.length);
    }

    private static int samples(int config) {
        return parse(config << 3, 0, 0).orElseThrow().samples();
    }

    @Test
    void shouldReadDurationsOfEachMode() {
        assertThat(new int[] {samples(0), samples(5), samples(10), samples(11)}).containsExactly(480, 960, 1920, 2880);
        assertThat(new int[] {samples(12), samples(13), samples(14), samples(15)})
                .containsExactly(480, 960, 480, 960);
        assertThat(new int[] {samples(16), samples(21), samples(26), samples(31)})
                .containsExactly(120, 240, 480, 960);
    }

    @Test
    void shouldReadBandwidthAndChannels() {
        assertThat(parse(1 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.NARROWBAND);
        assertThat(parse(4 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.MEDIUMBAND);
        assertThat(parse(9 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.WIDEBAND);
        assertThat(parse(13 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.SUPER_WIDEBAND);
        assertThat(parse(15 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.FULLBAND);
        assertThat(parse(16 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.NARROWBAND);
        assertThat(parse(20 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.WIDEBAND);
        assertThat(parse(31 << 3, 1).orElseThrow().bandwidth()).isEqualTo(OpusBandwidth.FULLBAND);
        assertThat(parse(1 << 3, 1).orElseThrow().channels()).isEqualTo(1);
        assertThat(parse(1 << 3 | 4, 1).orElseThrow().channels()).isEqualTo(2);
    }

    @Test
    void shouldCountFrames() {
        assertThat(parse(9 << 3 | 1, 1, 2).orElseThrow().frames()).isEqualTo(2);
        assertThat(parse(9 << 3 | 2, 1, 2, 3).orElseThrow().frames()).isEqualTo(2);
        assertThat(parse(9 << 3 | 3, 6, 1, 1, 1, 1, 1, 1).orElseThrow()).satisfies(packet -> {
            assertThat(packet.frames()).isEqualTo(6);
            assertThat(packet.samples()).isEqualTo(5760);
        });
        assertThat(parse(9 << 3 | 3, 0x80 | 3, 1, 2, 0, 0, 0, 0).orElseThrow().frames())
                .isEqualTo(3);
        assertThat(parse(9 << 3 | 3, 0x40 | 2, 3, 7, 8, 0, 0, 0).orElseThrow().frames())
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatBreaksTheFramingRules() {
        assertThat(parse()).isEmpty();
        assertThat(parse(1, 7)).as("two equal frames of half a byte").isEmpty();
        assertThat(parse(2)).as("no length").isEmpty();
        assertThat(parse(2, 9, 1)).as("a first frame longer than all").isEmpty();
        assertThat(parse(2, 252)).as("half a length").isEmpty();
        assertThat(parse(3)).as("no count").isEmpty();
        assertThat(parse(3, 0)).as("no frames").isEmpty();
        assertThat(parse(9 << 3 | 3, 7, 0, 0, 0, 0, 0, 0, 0)).as("140 ms").isEmpty();
        assertThat(parse(9 << 3 | 3, 2, 0)).as("equal frames of an odd byte").isEmpty();
        assertThat(parse(9 << 3 | 3, 0x42, 9, 1)).as("more padding than bytes").isEmpty();
        assertThat(parse(9 << 3 | 3, 0x42)).as("no length of the padding").isEmpty();
        assertThat(parse(9 << 3 | 3, 0x83, 5, 5, 1))
                .as("variable frames too long")
                .isEmpty();
        assertThat(OpusPacket.parse(new byte[1277], 0, 1277))
                .as("1276 bytes in a frame")
                .isEmpty();
        assertThat(OpusPacket.parse(new byte[1276], 0, 1276)).isPresent();
    }

    @Test
    void shouldReadTheFlagOfFec() {
        assertThat(parse(9 << 3, 0x40).orElseThrow().fec())
                .as("20 ms: VAD, LBRR")
                .isTrue();
        assertThat(parse(9 << 3, 0x80).orElseThrow().fec()).isFalse();
        assertThat(parse(11 << 3, 0x10).orElseThrow().fec())
                .as("60 ms: three VAD, LBRR")
                .isTrue();
        assertThat(parse(11 << 3, 0xE0).orElseThrow().fec()).isFalse();
        assertThat(parse(9 << 3 | 4, 0x10).orElseThrow().fec())
                .as("stereo side")
                .isTrue();
        assertThat(parse(9 << 3, 0x10).orElseThrow().fec()).isFalse();
        assertThat(parse(31 << 3, 0x40).orElseThrow().fec()).as("CELT has none").isFalse();
        assertThat(parse(9 << 3 | 3, 0xC2, 1, 1, 0x40, 7, 0).orElseThrow().fec())
                .as("behind padding and lengths")
                .isTrue();
    }

    @Test
    void shouldTellSilence() {
        assertThat(parse(9 << 3).orElseThrow().dtx()).isTrue();
        assertThat(parse(9 << 3, 1).orElseThrow().dtx()).isTrue();
        assertThat(parse(9 << 3, 1, 2).orElseThrow().dtx()).isFalse();
    }

    @Test
    void shouldStayWithinAnyBytes() {
        Random random = new Random(1);
        int sound = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] data = new byte[random.nextInt(40)];
            random.nextBytes(data);
            Optional<OpusPacket> packet = OpusPacket.parse(data, 0, data.length);
            int samples = OpusPacket.samples(data, 0, data.length);
            boolean fec = OpusPacket.hasFec(data, 0, data.length);
            assertThat(packet.map(OpusPacket::samples).orElse(0)).isEqualTo(samples);
            assertThat(packet.map(OpusPacket::fec).orElse(false)).isEqualTo(fec);
            sound += packet.isPresent() ? 1 : 0;
        }
        assertThat(sound).isBetween(10_000, 48_000);
    }
}
