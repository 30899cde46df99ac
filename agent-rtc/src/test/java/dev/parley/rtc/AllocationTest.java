package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parley.rtc.jitter.JitterBuffer;
import dev.parley.rtc.jitter.JitterSettings;
import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.opus.Tone;
import dev.parley.rtc.rtp.MissingPackets;
import dev.parley.rtc.rtp.ReceiverStatistics;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.rtp.SentPackets;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpProfile;
import dev.parley.rtc.srtp.SrtpSession;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a packet leaves for the garbage collector, layer by layer, once the code is warm. */
class AllocationTest {
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final long FRAME_NANOS = 20_000_000;
    private static final int PACKETS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final byte[] payload = new byte[80];
    private final RtpSender sender = new RtpSender(7, 111, 1, 1, 4, "0", OpusEncoder.MAX_PACKET_BYTES);

    private static double bytesPerPacket(IntConsumer packet) {
        return bytesPerPacket(PACKETS, packet);
    }

    private static double bytesPerPacket(int packets, IntConsumer packet) {
        for (int i = 0; i < packets; i++) {
            packet.accept(i);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = packets; i < 2 * packets; i++) {
            packet.accept(i);
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) packets;
    }

    @Test
    void shouldLeaveNothingOfRtp() {
        SentPackets sent = new SentPackets(64);
        RtpPacket received = new RtpPacket();
        ReceiverStatistics statistics = new ReceiverStatistics(7);
        MissingPackets missing = new MissingPackets(200);

        assertThat(bytesPerPacket(i -> {
                    int sequence = sender.nextSequence();
                    int length = sender.write(i * FRAME, false, 30, payload, 0, payload.length);
                    sent.add(sequence, sender.buffer(), length);
                    assertTrue(received.wrap(sender.buffer(), 0, length));
                    statistics.received(received.sequence(), received.timestamp(), i * FRAME);
                    missing.received(received.sequence(), i);
                }))
                .isLessThan(1);
    }

    @Test
    void shouldLeaveNothingOfTheJitterBuffer() {
        short[] frame = new short[FRAME];
        payload[0] = 9 << 3;
        JitterBuffer buffer = new JitterBuffer(JitterSettings.standard(), new Humming());

        assertThat(bytesPerPacket(i -> {
                    buffer.insert(i * FRAME_NANOS, i, i * FRAME, payload, 0, payload.length);
                    buffer.pull(i * FRAME_NANOS + 1_000_000, frame, 0);
                }))
                .isLessThan(1);
    }

    /** The JDK's ciphers make a few small objects for each packet; nothing as large as a packet's copy. */
    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldLeaveLittleOfSrtp(SrtpProfile profile) {
        byte[] exported = new byte[SrtpKeys.exportLength(profile)];
        RtpPacket packet = new RtpPacket();
        try (SrtpSession sending = new SrtpSession(SrtpKeys.ofExport(profile, exported, true));
                SrtpSession receiving = new SrtpSession(SrtpKeys.ofExport(profile, exported, false))) {
            double bytes = bytesPerPacket(i -> {
                int length = sender.write(i * FRAME, false, 30, payload, 0, payload.length);
                int plain = receiving.unprotect(sender.buffer(), 0, sending.protect(sender.buffer(), length));
                assertTrue(packet.wrap(sender.buffer(), 0, plain));
            });
            System.out.printf("%s: %.0f bytes for a packet there and back%n", profile, bytes);
            assertThat(bytes).isLessThan(4_000);
        }
    }

    @Test
    void shouldLeaveLittleOfTheSystemsOpus() {
        Opus opus = Opus.load(OpusPreference.AUTO);
        short[] tone = Tone.of(440, 48_000, 0, FRAME);
        short[] heard = new short[FRAME];
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        try (OpusEncoder encoder = opus.encoder(OpusEncoderSettings.standard().withComplexity(0));
                OpusDecoder decoder = opus.decoder()) {
            double bytes =
                    bytesPerPacket(2_000, i -> decoder.decode(packet, 0, encoder.encode(tone, 0, packet, 0), heard, 0));
            System.out.printf(
                    "%s: %.0f bytes for a frame there and back%n",
                    opus.implementation().name(), bytes);
            if (opus.implementation().name().startsWith("libopus")) {
                assertThat(bytes).isLessThan(300);
            }
        }
    }

    private static void assertTrue(boolean holds) {
        if (!holds) {
            throw new AssertionError("a sound packet (expected: to be taken)");
        }
    }

    /** Decodes any packet to a square wave. */
    private static final class Humming implements OpusDecoder {
        @Override
        public int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
            for (int i = 0; i < FRAME; i++) {
                pcm[pcmOffset + i] = (short) (i / 120 % 2 == 0 ? 4000 : -4000);
            }
            return FRAME;
        }

        @Override
        public int recover(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples) {
            return decode(next, offset, length, pcm, pcmOffset);
        }

        @Override
        public int conceal(short[] pcm, int pcmOffset, int samples) {
            return samples;
        }

        @Override
        public void reset() {}

        @Override
        public void close() {}
    }
}
