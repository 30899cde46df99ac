package dev.parley.rtc.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.rtp.MissingPackets;
import dev.parley.rtc.rtp.ReceiverStatistics;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.rtp.Sequence;
import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a source with the keys may send: from the packet to the sound. */
class RtpFuzzTest {
    private final Fuzzer fuzzer = Fuzzer.of("RTP packet", Corpus.hex(RtpFuzzTest.class, "/fuzz/rtp.txt"));

    @Test
    void shouldStandWhateverComes() {
        fuzzer.inputs(4_000, Receiver::new);
    }

    @Test
    @Tag("long")
    void shouldStandWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(3), Receiver::new);
    }

    private static final class Receiver implements Fuzzer.Target {
        private final SplittableRandom random;
        private final RtpPacket packet = new RtpPacket();
        private final ReceiverStatistics statistics = new ReceiverStatistics(1);
        private final MissingPackets missing = new MissingPackets(200);
        private final JitterBuffer buffer = new JitterBuffer(
                JitterSettings.standard(), Opus.load(OpusPreference.CONCENTUS).decoder());
        private final short[] frame = new short[JitterBuffer.FRAME_SAMPLES];
        private int sequence;
        private long now;

        Receiver(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void take(byte[] input) {
            if (packet.wrap(input, 0, input.length)) {
                int number = number();
                statistics.received(number, packet.timestamp(), (int) (now * 48));
                missing.received(number, now);
                int timestamp = random.nextBoolean() ? packet.timestamp() : number * 960;
                buffer.insert(
                        now * 1_000_000, number, timestamp, input, packet.payloadOffset(), packet.payloadLength());
                assertThat(packet.audioLevel(1 + random.nextInt(14))).isBetween(-1, 127);
                assertThat(packet.payloadOffset() + packet.payloadLength()).isLessThanOrEqualTo(input.length);
            }
            if (random.nextInt(3) > 0) {
                buffer.pull(now * 1_000_000, frame, 0);
                now += 20;
            }
            missing.due(now, 60, asked -> assertThat(asked).isBetween(0, 65_535));
            assertThat(missing.size()).isLessThanOrEqualTo(64);
            assertThat(statistics.takeFractionLost()).isBetween(0, 255);
        }

        /** Mostly in order, as only then packets get as far as the decoder. */
        private int number() {
            sequence = switch (random.nextInt(10)) {
                case 0 -> packet.sequence();
                case 1 -> Sequence.plus(sequence, random.nextInt(200));
                case 2 -> Sequence.plus(sequence, -random.nextInt(100));
                default -> Sequence.plus(sequence, 1);
            };
            return sequence;
        }
    }
}
