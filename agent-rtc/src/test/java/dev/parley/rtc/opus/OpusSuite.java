package dev.parley.rtc.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation has to do. */
public abstract class OpusSuite {
    static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final OpusEncoderSettings SPEECH = OpusEncoderSettings.standard();

    abstract Opus opus();

    /** One packet per frame. */
    public static List<byte[]> encode(Opus opus, OpusEncoderSettings settings, short[] pcm) {
        List<byte[]> packets = new ArrayList<>();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        try (OpusEncoder encoder = opus.encoder(settings)) {
            for (int at = 0; at + FRAME <= pcm.length; at += FRAME) {
                packets.add(Arrays.copyOf(packet, encoder.encode(pcm, at, packet, 0)));
            }
        }
        return packets;
    }

    static short[] decode(Opus opus, List<byte[]> packets) {
        short[] pcm = new short[packets.size() * FRAME];
        try (OpusDecoder decoder = opus.decoder()) {
            for (int i = 0; i < packets.size(); i++) {
                byte[] packet = packets.get(i);
                assertThat(decoder.decode(packet, 0, packet.length, pcm, i * FRAME))
                        .isEqualTo(FRAME);
            }
        }
        return pcm;
    }

    static double toneQuality(Opus encoding, Opus decoding) {
        short[] tone = Signals.tone(440, 8000, 50 * FRAME);
        short[] heard = decode(decoding, encode(encoding, SPEECH, tone));
        return Signals.toneToRest(heard, 10 * FRAME, 50 * FRAME, 440);
    }

    @Test
    void shouldCarryATone() {
        double decibels = toneQuality(opus(), opus());

        System.out.printf("%s: tone to rest %.1f dB%n", opus().implementation().name(), decibels);
        assertThat(decibels).isGreaterThan(20);
    }

    @Test
    void shouldEncodeTheWaveformWhereNothingIsLost() {
        List<byte[]> packets = encode(opus(), SPEECH.withoutLoss(), Signals.speech(4, 50 * FRAME));
        List<byte[]> fewBits = encode(opus(), SPEECH.withBitrate(24_000).withoutLoss(), Signals.speech(4, 50 * FRAME));

        assertThat(packets).allMatch(OpusSuite::isWaveform);
        assertThat(fewBits).noneMatch(OpusSuite::isWaveform);
    }

    /** RFC 6716 §3.1. */
    private static boolean isWaveform(byte[] packet) {
        return (packet[0] >> 3 & 0x1F) >= 16;
    }

    @Test
    void shouldCarryAToneThroughLossThatComesAndGoes() {
        short[] tone = Signals.tone(440, 8000, 90 * FRAME);
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        List<byte[]> packets = new ArrayList<>();
        try (OpusEncoder encoder = opus().encoder(SPEECH.withoutLoss())) {
            for (int i = 0; i < 90; i++) {
                if (i % 30 == 0) {
                    encoder.apply(i == 30 ? SPEECH : SPEECH.withoutLoss());
                }
                packets.add(Arrays.copyOf(packet, encoder.encode(tone, i * FRAME, packet, 0)));
            }
        }
        short[] heard = decode(opus(), packets);

        assertThat(List.of(25, 55, 85))
                .extracting(i -> isWaveform(packets.get(i)))
                .containsExactly(true, false, true);
        assertThat(Signals.toneToRest(heard, 10 * FRAME, 90 * FRAME, 440)).isGreaterThan(15);
    }

    @Test
    void shouldUseTheCallersPlacesOnly() {
        short[] pcm = new short[FRAME + 7];
        System.arraycopy(Signals.tone(440, 8000, FRAME), 0, pcm, 7, FRAME);
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES + 5];
        Arrays.fill(packet, (byte) 0x55);
        short[] heard = new short[FRAME + 6];
        Arrays.fill(heard, (short) 77);

        try (OpusEncoder encoder = opus().encoder(SPEECH);
                OpusDecoder decoder = opus().decoder()) {
            int bytes = encoder.encode(pcm, 7, packet, 5);
            assertThat(Arrays.copyOf(packet, 5)).containsOnly(0x55);
            assertThat(decoder.decode(packet, 5, bytes, heard, 3)).isEqualTo(FRAME);
        }
        assertThat(new short[] {heard[0], heard[1], heard[2], heard[FRAME + 3], heard[FRAME + 5]})
                .containsOnly((short) 77);
    }

    @Test
    void shouldObeyTheBitrate() {
        short[] speech = Signals.speech(1, 200 * FRAME);
        int low = bytes(encode(opus(), SPEECH.withBitrate(12_000), speech));
        int high = bytes(encode(opus(), SPEECH.withBitrate(40_000), speech));

        assertThat(high).isGreaterThan(2 * low);
    }

    @Test
    void shouldChangeSettingsBetweenFrames() {
        short[] speech = Signals.speech(1, 100 * FRAME);
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        int before = 0;
        int after = 0;
        try (OpusEncoder encoder = opus().encoder(SPEECH.withBitrate(40_000))) {
            for (int i = 0; i < 100; i++) {
                if (i == 50) {
                    encoder.apply(SPEECH.withBitrate(12_000).withComplexity(0).withExpectedLossPercent(20));
                }
                int bytes = encoder.encode(speech, i * FRAME, packet, 0);
                before += i < 50 ? bytes : 0;
                after += i < 50 ? 0 : bytes;
            }
        }
        assertThat(after).isLessThan(before / 2);
    }

    private static int bytes(List<byte[]> packets) {
        return packets.stream().mapToInt(packet -> packet.length).sum();
    }

    @Test
    void shouldSendFecOnlyWhenLossIsExpected() {
        short[] speech = Signals.speech(2, 80 * FRAME);

        assertThat(fecPackets(SPEECH.withExpectedLossPercent(20), speech)).isGreaterThan(40);
        assertThat(fecPackets(SPEECH.withExpectedLossPercent(0), speech)).isZero();
        assertThat(fecPackets(SPEECH.withExpectedLossPercent(20).withFec(false), speech))
                .isZero();
    }

    private long fecPackets(OpusEncoderSettings settings, short[] pcm) {
        return encode(opus(), settings, pcm).stream()
                .filter(packet -> OpusPacket.hasFec(packet, 0, packet.length))
                .count();
    }

    @Test
    void shouldRecoverALostFrameBetterByFecThanByConcealment() {
        short[] speech = Signals.speech(3, 85 * FRAME);
        List<byte[]> packets = encode(opus(), SPEECH.withExpectedLossPercent(20), speech);
        short[] clean = decode(opus(), packets);
        double byFec = 0;
        double byConcealment = 0;
        for (int lost = 10; lost < 80; lost += 4) {
            byFec += error(packets, clean, lost, true);
            byConcealment += error(packets, clean, lost, false);
        }
        System.out.printf(
                "%s: error energy of lost frames, FEC to concealment: %.2f%n",
                opus().implementation().name(), byFec / byConcealment);
        assertThat(byFec).isLessThan(byConcealment / 2);
    }

    private double error(List<byte[]> packets, short[] clean, int lost, boolean fec) {
        short[] pcm = clean.clone();
        try (OpusDecoder decoder = opus().decoder()) {
            for (int i = 0; i < lost; i++) {
                decoder.decode(packets.get(i), 0, packets.get(i).length, pcm, i * FRAME);
            }
            byte[] next = packets.get(lost + 1);
            int samples = fec
                    ? decoder.recover(next, 0, next.length, pcm, lost * FRAME, FRAME)
                    : decoder.conceal(pcm, lost * FRAME, FRAME);
            assertThat(samples).isEqualTo(FRAME);
        }
        return Signals.difference(pcm, clean, lost * FRAME, (lost + 1) * FRAME);
    }

    @Test
    void shouldDecodeFramesOfEveryDuration() {
        short[] pcm = new short[OpusPacket.MAX_SAMPLES];
        try (OpusDecoder decoder = opus().decoder()) {
            for (int config = 0; config < 32; config++) {
                for (byte channels = 0; channels < 2; channels++) {
                    byte[] packet = {(byte) (config << 3 | channels << 2), 0x11, 0x22, 0x33, 0x44, 0x55, 0x66};
                    int samples = OpusPacket.samples(packet, 0, packet.length);
                    assertThat(decoder.decode(packet, 0, packet.length, pcm, 0)).isEqualTo(samples);
                }
            }
            byte[] sixTimesTwenty = {(byte) (9 << 3 | 3), 6, 1, 2, 3, 4, 5, 6};
            assertThat(decoder.decode(sixTimesTwenty, 0, 8, pcm, 0)).isEqualTo(5760);
        }
    }

    @Test
    void shouldTellWhyThereAreNoSamples() {
        short[] pcm = new short[OpusPacket.MAX_SAMPLES];
        try (OpusDecoder decoder = opus().decoder()) {
            assertThat(OpusFailure.of(decoder.decode(new byte[0], 0, 0, pcm, 0)))
                    .isEqualTo(OpusFailure.MALFORMED);
            assertThat(OpusFailure.of(decoder.decode(new byte[] {3, 0}, 0, 2, pcm, 0)))
                    .isEqualTo(OpusFailure.MALFORMED);
            assertThat(OpusFailure.of(decoder.decode(new byte[5000], 0, 5000, pcm, 0)))
                    .isEqualTo(OpusFailure.MALFORMED);
            assertThat(OpusFailure.of(decoder.decode(new byte[] {8, 1, 2}, 0, 3, new short[959], 0)))
                    .isEqualTo(OpusFailure.NO_ROOM);
            assertThatThrownBy(() -> decoder.decode(new byte[3], 1, 3, pcm, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> decoder.conceal(pcm, 0, 100)).hasMessageContaining("lost samples: 100");
        }
    }

    @Test
    void shouldFadeWhileItConceals() {
        short[] pcm = new short[FRAME];
        List<byte[]> packets = encode(opus(), SPEECH, Signals.tone(300, 8000, 20 * FRAME));
        try (OpusDecoder decoder = opus().decoder()) {
            packets.forEach(packet -> decoder.decode(packet, 0, packet.length, pcm, 0));
            double before = Signals.energy(pcm, 0, FRAME);
            for (int i = 0; i < 15; i++) {
                assertThat(decoder.conceal(pcm, 0, FRAME)).isEqualTo(FRAME);
            }
            assertThat(Signals.energy(pcm, 0, FRAME)).isLessThan(before / 10);
        }
    }

    @Test
    void shouldSurviveHostilePackets() {
        Random random = new Random(5);
        List<byte[]> honest = encode(opus(), SPEECH.withExpectedLossPercent(20), Signals.speech(5, 20 * FRAME));
        short[] pcm = new short[OpusPacket.MAX_SAMPLES];
        int decoded = 0;
        int refused = 0;
        try (OpusDecoder decoder = opus().decoder()) {
            for (int i = 0; i < 6_000; i++) {
                byte[] packet = hostile(random, honest);
                int result = i % 5 == 4
                        ? decoder.recover(packet, 0, packet.length, pcm, 0, 120 * (1 + random.nextInt(48)))
                        : decoder.decode(packet, 0, packet.length, pcm, 0);
                if (result < 0) {
                    OpusFailure.of(result);
                    refused++;
                } else {
                    assertThat(result).isBetween(120, OpusPacket.MAX_SAMPLES);
                    decoded++;
                }
            }
            assertThat(decoder.decode(honest.get(9), 0, honest.get(9).length, pcm, 0))
                    .isEqualTo(FRAME);
        }
        System.out.printf(
                "%s: hostile packets, %d decoded, %d refused%n",
                opus().implementation().name(), decoded, refused);
        assertThat(decoded).isPositive();
        assertThat(refused).isPositive();
    }

    private static byte[] hostile(Random random, List<byte[]> honest) {
        byte[] packet = honest.get(random.nextInt(honest.size())).clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                packet = new byte[random.nextInt(200)];
                random.nextBytes(packet);
            }
            case 1 -> packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            case 2 -> packet[0] = (byte) random.nextInt();
            default -> {
                for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                    packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return packet;
    }

    @Test
    void shouldRefuseToWorkOnceClosed() {
        OpusEncoder encoder = opus().encoder(SPEECH);
        OpusDecoder decoder = opus().decoder();
        encoder.close();
        encoder.close();
        decoder.close();
        decoder.close();

        assertThatIllegalStateException().isThrownBy(() -> encoder.encode(new short[FRAME], 0, new byte[1276], 0));
        assertThatIllegalStateException().isThrownBy(() -> encoder.apply(SPEECH));
        assertThatIllegalStateException().isThrownBy(() -> decoder.conceal(new short[FRAME], 0, FRAME));
        assertThatIllegalStateException().isThrownBy(decoder::reset);
    }

    @Test
    void shouldForgetTheSoundBeforeAReset() {
        List<byte[]> packets = encode(opus(), SPEECH, Signals.speech(6, 20 * FRAME));
        short[] fresh = decode(opus(), packets);
        short[] again = new short[fresh.length];
        try (OpusDecoder decoder = opus().decoder()) {
            decoder.decode(packets.get(7), 0, packets.get(7).length, again, 0);
            decoder.reset();
            for (int i = 0; i < packets.size(); i++) {
                decoder.decode(packets.get(i), 0, packets.get(i).length, again, i * FRAME);
            }
        }
        assertThat(again).isEqualTo(fresh);
    }

    @Test
    void shouldTellTheTimePerFrame() {
        tellTime("with FEC", SPEECH);
        tellTime("where nothing is lost", SPEECH.withoutLoss());
    }

    private void tellTime(String how, OpusEncoderSettings settings) {
        short[] speech = Signals.speech(7, 500 * FRAME);
        decode(opus(), encode(opus(), settings, speech));
        long start = System.nanoTime();
        List<byte[]> timed = encode(opus(), settings, speech);
        long encoded = System.nanoTime();
        decode(opus(), timed);
        long decoded = System.nanoTime();

        System.out.printf(
                "%s %s: %.0f µs to encode, %.0f µs to decode a frame%n",
                opus().implementation().name(), how, (encoded - start) / 5e5, (decoded - encoded) / 5e5);
        assertThat(timed).hasSize(500);
    }
}
